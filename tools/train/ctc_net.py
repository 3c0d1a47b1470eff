"""A small convolutional net that reads crops by CTC (Graves and others, 2006): its training, its measuring, its file.

A crop of a fixed height goes through convolutions, each with batch normalisation and ReLU, until one row is left; a linear
layer gives the likelihood of each class and of the blank (class 0) for each step along the width. Used by numbers.py and
words.py, which say what is printed; prints.py draws it.

The file is ONNX: input `crop` [1, 1, height, width] (0 is paper, 1 is ink), output `likely` [1, steps, 1 + classes];
normalisation is folded into the convolutions; the classes stand in the metadata as `character`, without the blank.
"""
import argparse, hashlib, json, multiprocessing, os, random, time
from pathlib import Path
import numpy as np

SHARD = 5_000                   # crops of a file
BLANK_PAPER = 6                 # columns of paper behind a crop


class Net:
    """The shape of a net: `layers` are (kernel, stride, outputs, padded rows), from the crop to a height of one row."""

    def __init__(self, height, classes, layers, widest):
        self.height, self.classes, self.layers, self.widest = height, classes, layers, widest
        self.step = int(np.prod([stride[1] for _, stride, _, _ in layers]))
        self.number = {c: i + 1 for i, c in enumerate(classes)}

    def begin(self, seed):
        g, inputs, weights, means = np.random.default_rng(seed), 1, [], []
        for (kh, kw), _, outputs, _ in self.layers:
            scale = np.sqrt(2 / (kh * kw * inputs))
            weights.append(dict(w=g.normal(0, scale, (kh, kw, inputs, outputs)).astype(np.float32),
                                g=np.ones(outputs, np.float32), b=np.zeros(outputs, np.float32)))
            means.append(dict(m=np.zeros(outputs, np.float32), v=np.ones(outputs, np.float32)))
            inputs = outputs
        count = len(self.classes) + 1
        weights.append(dict(w=g.normal(0, inputs ** -0.5, (inputs, count)).astype(np.float32), b=np.zeros(count, np.float32)))
        return weights, means

    def forward(self, weights, means, x, training):
        """Scores of each step, before they are made likelihoods, and the running means."""
        import jax, jax.numpy as jnp
        moved = []
        for ((kh, kw), stride, _, pad), layer, mean in zip(self.layers, weights, means):
            x = jax.lax.conv_general_dilated(x, layer["w"], stride, [(pad, pad), (kw // 2, kw // 2)],
                                             dimension_numbers=("NHWC", "HWIO", "NHWC"))
            if training:
                m, v = x.mean((0, 1, 2)), x.var((0, 1, 2))
                moved.append(dict(m=0.97 * mean["m"] + 0.03 * m, v=0.97 * mean["v"] + 0.03 * v))
            else:
                m, v = mean["m"], mean["v"]
            x = jax.nn.relu((x - m) * jax.lax.rsqrt(v + 1e-3) * layer["g"] + layer["b"])
        x = x[:, 0]
        return x @ weights[-1]["w"] + weights[-1]["b"], moved

    def decode(self, scores):
        """The likeliest class of each step, without blanks and repeats."""
        strings = []
        for best in np.asarray(scores).argmax(-1):
            kept = best[np.concatenate([[True], best[1:] != best[:-1]])]
            strings.append("".join(self.classes[c - 1] for c in kept if c))
        return strings

    def onnx(self, weights, means):
        import onnx
        from onnx import TensorProto, helper, numpy_helper
        nodes, constants, name = [], [], "crop"
        for at, (((kh, kw), stride, _, pad), layer, mean) in enumerate(zip(self.layers, weights, means)):
            scale = layer["g"] / np.sqrt(mean["v"] + 1e-3)
            kernel = np.ascontiguousarray((layer["w"] * scale).transpose(3, 2, 0, 1))
            constants += [numpy_helper.from_array(kernel, f"w{at}"),
                          numpy_helper.from_array(layer["b"] - mean["m"] * scale, f"b{at}")]
            nodes += [helper.make_node("Conv", [name, f"w{at}", f"b{at}"], [f"c{at}"], kernel_shape=[kh, kw],
                                       strides=list(stride), pads=[pad, kw // 2, pad, kw // 2]),
                      helper.make_node("Relu", [f"c{at}"], [f"r{at}"])]
            name = f"r{at}"
        last = weights[-1]
        constants += [numpy_helper.from_array(np.array([2], np.int64), "rows"), numpy_helper.from_array(last["w"], "w"),
                      numpy_helper.from_array(last["b"], "b")]
        nodes += [helper.make_node("Squeeze", [name, "rows"], ["row"]),
                  helper.make_node("Transpose", ["row"], ["steps"], perm=[0, 2, 1]),
                  helper.make_node("MatMul", ["steps", "w"], ["product"]), helper.make_node("Add", ["product", "b"], ["scores"]),
                  helper.make_node("Softmax", ["scores"], ["likely"], axis=2)]
        graph = helper.make_graph(
            nodes, "reader",
            [helper.make_tensor_value_info("crop", TensorProto.FLOAT, [1, 1, self.height, "width"])],
            [helper.make_tensor_value_info("likely", TensorProto.FLOAT, [1, "steps", len(self.classes) + 1])], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        helper.set_model_props(model, {"character": "\n".join(self.classes)})
        onnx.checker.check_model(model)
        return model.SerializeToString()


def draw_shard(job):
    """Draws the crops of one file; its seed is its number."""
    net, string, target, other, most, folders, seed, held, path, count = job
    import prints, vocabulary
    names = vocabulary.names()
    fonts = prints.Fonts(folders, vocabulary.NEEDED, held)
    printer, chance = prints.Printer(fonts, seed), random.Random(seed)
    pictures, texts = [], []
    while len(texts) < count:
        text, chinese = string(chance, names)
        said = target(text)
        crop = printer.crop(text, chinese, net.height) if 0 < len(said) <= most else None
        # Squeezed print may have fewer steps than characters, with a blank between two that are alike.
        least = len(said) + sum(a == b for a, b in zip(said, said[1:]))
        if crop is None or crop.shape[1] // net.step < least:
            continue
        if crop.shape[1] > net.widest:
            if said != other:
                continue
            crop = crop[:, : net.widest]
        pictures.append(crop), texts.append(said)
    widths = np.array([p.shape[1] for p in pictures], np.int32)
    with open(f"{path}.part", "wb") as file:
        np.savez(file, pixels=np.concatenate([p.reshape(-1) for p in pictures]), widths=widths, texts=np.array(texts))
    os.replace(f"{path}.part", path)


def load(net, paths):
    pictures, texts = [], []
    for path in paths:
        shard = np.load(path)
        ends = np.cumsum(shard["widths"].astype(np.int64) * net.height)
        pixels = shard["pixels"]
        for end, width, text in zip(ends, shard["widths"], shard["texts"]):
            pictures.append(pixels[end - int(width) * net.height:end].reshape(net.height, int(width)))
            texts.append(str(text))
    return pictures, texts


def batch_of(net, pictures, texts, picked, width, most, g):
    """Crops side by side, changed a little by chance where `g` is given."""
    x = np.zeros((len(picked), net.height, width, 1), np.float32)
    unused = np.ones((len(picked), width // net.step), np.float32)
    wanted, none = np.zeros((len(picked), most), np.int32), np.ones((len(picked), most), np.float32)
    for row, at in enumerate(picked):
        picture = (255 - pictures[at].astype(np.float32)) / 255
        left = 0
        if g is not None:
            picture = picture * g.uniform(0.65, 1.1)
            chance = g.random(3)
            if chance[0] < 0.4:
                picture = picture + g.normal(0, g.uniform(0, 0.06), picture.shape).astype(np.float32)
            if chance[1] < 0.35:
                picture = np.roll(picture, g.integers(-1, 2), 0)
            if chance[2] < 0.15:
                picture = picture * 0.5 + 0.25 * (np.roll(picture, 1, 1) + np.roll(picture, -1, 1))
            left = int(g.integers(0, 4))
        wide = min(picture.shape[1], width - left)
        x[row, :, left:left + wide, 0] = picture[:, :wide]
        unused[row, : -(-min(width, left + wide + BLANK_PAPER) // net.step)] = 0
        classes = [net.number[c] for c in texts[at]]
        wanted[row, : len(classes)], none[row, : len(classes)] = classes, 0
    return x, unused, wanted, none


def buckets(net, pictures, bounds):
    """Which crops are about equally wide: (width of the batch, their numbers)."""
    widths = np.array([p.shape[1] for p in pictures]) + BLANK_PAPER
    out, low = [], 0
    for high in bounds:
        within = np.nonzero((widths > low) & ((widths <= high) | (high == bounds[-1])))[0]
        if len(within):
            out.append((high, within))
        low = high
    return out


def main(doc, net, string, target, crops, steps, batch, most, other, seed=11):
    ask = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--work", required=True, help="folder for the crops and what was saved of the training")
    ask.add_argument("--out", help="the file of weights to write")
    ask.add_argument("--fonts", nargs="+", default=["/usr/share/fonts"], help="folders of fonts")
    ask.add_argument("--minutes", type=float, default=1e9, help="save and stop after so long; the same call goes on")
    ask.add_argument("--steps", type=int, default=steps)
    ask.add_argument("--crops", type=int, default=crops)
    ask.add_argument("--workers", type=int, default=2, help="processes that draw")
    args = ask.parse_args()
    began = time.time()
    work = Path(args.work)
    work.mkdir(parents=True, exist_ok=True)
    shards = [work / f"crops-{n:03}.npz" for n in range(-(-args.crops // SHARD))]
    shape = (net, string, target, other, most, args.fonts)
    jobs = [(*shape, seed + n, False, path, SHARD) for n, path in enumerate(shards) if not path.exists()]
    held = work / "held.npz"                    # of families of fonts that are not trained on
    if not held.exists():
        jobs.insert(0, (*shape, seed - 1, True, held, 2_000))
    with multiprocessing.get_context("spawn").Pool(args.workers) as pool:
        for count, _ in enumerate(pool.imap(draw_shard, jobs), 1):
            print(f"drawn {count} of {len(jobs)} files, {time.time() - began:.0f} s", flush=True)
    train(net, shards, held, work, args, batch, most, seed, began)


def train(net, shards, held, work, args, batch, most, seed, began):
    import jax, optax
    rule = optax.chain(optax.clip_by_global_norm(5.0), optax.scale_by_adam(), optax.add_decayed_weights(1e-4))

    def loss_of(weights, means, x, unused, wanted, none):
        scores, moved = net.forward(weights, means, x, True)
        lost = optax.ctc_loss(scores, unused, wanted, none)
        return (lost / jax.numpy.maximum(1, (1 - none).sum(1))).mean(), moved

    @jax.jit
    def move(weights, means, state, rate, x, unused, wanted, none):
        (lost, means), slopes = jax.value_and_grad(loss_of, has_aux=True)(weights, means, x, unused, wanted, none)
        change, state = rule.update(slopes, state, weights)
        return optax.apply_updates(weights, jax.tree.map(lambda v: -rate * v, change)), means, state, lost

    read = jax.jit(lambda weights, means, x: net.forward(weights, means, x, False)[0])
    weights, means = net.begin(seed)
    state, first = rule.init(weights), 0
    saved = work / "saved.npz"
    if saved.exists():
        leaves, tree = jax.tree.flatten((weights, means, state))
        kept = np.load(saved)
        weights, means, state = jax.tree.unflatten(tree, [kept[f"n{i}"] for i in range(len(leaves))])
        first = int(kept["step"])
        print(f"goes on at step {first}", flush=True)

    pictures, texts = load(net, shards)
    held_pictures, held_texts = load(net, [held])
    bounds = [w for w in (64, 112, 176, 256, 384) if w < net.widest] + [net.widest + 8]
    groups = buckets(net, pictures, bounds)
    odds = np.array([len(within) for _, within in groups]) / len(pictures)

    def measure():
        right, wrong = 0, []
        for width, within in buckets(net, held_pictures, bounds):
            for at in range(0, len(within), 64):
                picked = np.resize(within[at:at + 64], 64)
                said = net.decode(read(weights, means, batch_of(net, held_pictures, held_texts, picked, width, most, None)[0]))
                for text, at_picture in list(zip(said, picked))[: len(within[at:at + 64])]:
                    right += text == held_texts[at_picture]
                    if text != held_texts[at_picture]:
                        wrong.append((held_texts[at_picture], text))
        return right / len(held_pictures), wrong

    def save(step):
        leaves = jax.tree.leaves((weights, means, state))
        part = work / "saved.part"
        with open(part, "wb") as file:
            np.savez(file, step=step, **{f"n{i}": np.asarray(v) for i, v in enumerate(leaves)})
        os.replace(part, saved)
        if args.out:
            raw = net.onnx(jax.device_get(weights), jax.device_get(means))
            Path(args.out).write_bytes(raw)
            print(f"{args.out}: {len(raw)} bytes, SHA-256 {hashlib.sha256(raw).hexdigest()}", flush=True)

    clock, lately = time.time(), []
    for step in range(first, args.steps):
        g = np.random.default_rng([seed, step])
        width, within = groups[g.choice(len(groups), p=odds)]
        rate = np.float32(3e-3 * min(1, (step + 1) / 300) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * step / args.steps))))
        picked = g.choice(within, batch)
        weights, means, state, lost = move(weights, means, state, rate, *batch_of(net, pictures, texts, picked, width, most, g))
        lately.append(float(lost))
        if (step + 1) % 250 == 0:
            print(f"step {step + 1}: loss {np.mean(lately):.4f}, {time.time() - began:.0f} s, "
                  f"{(time.time() - clock) / 250 / batch * 1000:.2f} ms a crop", flush=True)
            clock, lately = time.time(), []
        stop = time.time() - began > args.minutes * 60
        if (step + 1) % 2000 == 0 or stop or step + 1 == args.steps:
            share, wrong = measure()
            print(f"step {step + 1}: {100 * share:.2f} % of {len(held_pictures)} held crops; {json.dumps(wrong[:8], ensure_ascii=False)}",
                  flush=True)
            save(step + 1)
            clock = time.time()
        if stop:
            print("stopped; the same call goes on", flush=True)
            return
