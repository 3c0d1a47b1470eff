#!/usr/bin/env python3
"""Measures what whole-page OCR by RapidOCR (PP-OCR models, ONNX Runtime) costs on one thread: the baseline that reading of scans
is compared with.

    OMP_NUM_THREADS=1 taskset -c 1 benches/rapidocr.py FOLDER [--pages 2] [--dpi 200]

Draws some pages of each PDF in FOLDER, reads each whole, and prints CPU seconds per page (process time, all threads; on a
machine that others use, too, wall time says nothing and even CPU time moves by a tenth or more).

Needs Python 3 with rapidocr-onnxruntime, numpy and pymupdf (`pip install rapidocr-onnxruntime numpy pymupdf`).
"""
import argparse, os, pathlib, sys, time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pymupdf
from rapidocr_onnxruntime import RapidOCR


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("--pages", type=int, default=2, help="pages of each document, evenly spread")
    p.add_argument("--dpi", type=int, default=200)
    a = p.parse_args()
    files = sorted(a.folder.glob("*.pdf"))
    if not files:
        sys.exit(f"rapidocr: no PDF in {a.folder}")
    before = time.process_time()
    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    print(f"start {time.process_time() - before:.1f} s CPU")
    spent, lines = [], 0
    for path in files:
        document = pymupdf.open(path)
        for index in sorted({round((k + 0.5) * len(document) / a.pages - 0.5) for k in range(a.pages)}):
            pixmap = document[index].get_pixmap(dpi=a.dpi, colorspace=pymupdf.csRGB, alpha=False)
            picture = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.h, pixmap.w, 3)[:, :, ::-1]
            cpu, wall = time.process_time(), time.monotonic()
            found, _ = engine(np.ascontiguousarray(picture))
            cpu, wall = time.process_time() - cpu, time.monotonic() - wall
            spent.append(cpu)
            lines += len(found or [])
            print(f"{path.name} page {index + 1}: {pixmap.w}×{pixmap.h}, {len(found or [])} lines, {cpu:.2f} s CPU, {wall:.2f} s wall", flush=True)
    spent.sort()
    print(f"{len(spent)} pages, {lines / len(spent):.0f} lines a page: {sum(spent) / len(spent):.2f} s CPU a page, median {spent[len(spent) // 2]:.2f}")


if __name__ == "__main__":
    main()
