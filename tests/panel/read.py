"""Reads a panel with the programs that its users have, and compares it with the results that it was made from.

    read.py FOLDER README…     FOLDER has out/, a folder of results collected with --csv and --dta, and schemas.json

PyArrow and DuckDB see every fact as the JSON has it, and DuckDB's sums are those of the JSON. frictionless finds nothing
wrong with datapackage.json and the CSV. pandas and ReadStat see the data of Stata as Parquet has them. The table of
places and years has the sums of the views. The snippets of the READMEs run and agree with each other.

Prints `read`, and a line `without NAME` for each program that is not there: R with haven and dplyr, ReadStat.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from frictionless import Package
from jsonschema import Draft202012Validator

TABLES = ("facts", "figures", "checks", "performance", "documents", "notes", "panel_county_year", "units_left_out")
SECTIONS = ("### From an archive to a panel", "### 从压缩包到面板数据")


def results():
    for path in sorted(Path("out/documents").glob("*/*.json")):
        yield json.loads(path.read_text("utf-8"))


def facts_of(document):
    return [fact for form in document["forms"] for line in form["lines"] for fact in line["facts"]]


def lines(name):
    # JSON lines end at a line feed alone: U+2028 may stand inside of them.
    return [json.loads(line) for line in Path("out", name).read_text("utf-8").split("\n") if line]


def amount(text):
    return None if text is None else Decimal(text)


def check_schemas():
    """The schemas are sound, and what the folder holds fits them."""
    schemas = json.loads(Path("schemas.json").read_text("utf-8"))
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    validators = {name: Draft202012Validator(schema) for name, schema in schemas.items()}
    for document in results():
        validators["document"].validate(document)
    for name in ("index.jsonl", "errors.jsonl", "not_read.jsonl"):
        for line in lines(name) if Path("out", name).exists() else ():
            validators["index_or_error"].validate(line)
    validators["report"].validate(json.loads(Path("out/report.json").read_text("utf-8")))


def check_types():
    """Every column has the type that datapackage.json says; amounts are decimals, and doubles are no amounts."""
    package = json.loads(Path("out/datapackage.json").read_text("utf-8"))
    plain = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "number": pa.float64()}
    for resource in (resource for resource in package["resources"] if "schema" in resource):
        fields = resource["schema"]["fields"]
        assert all(field["description"] and field["description_zh"] for field in fields)
        if resource["format"] != "parquet":
            continue
        schema = pq.read_schema(Path("out", resource["path"]))
        assert schema.names == [field["name"] for field in fields], resource["path"]
        for field in fields:
            exact = field.get("decimal")
            kind = pa.decimal128(exact["precision"], exact["scale"]) if exact else plain[field["type"]]
            assert schema.field(field["name"]).type == kind, (resource["path"], field["name"])
            if kind == pa.float64():
                assert field["name"] == "confidence" or field["name"].startswith("bbox_"), field["name"]


MONEY = ("initial_budget", "annual_budget", "executed")


def amounts_of(document):
    """The facts of the table of facts: of performance tables the money alone."""
    return [f for f in facts_of(document) if not f["form"].startswith("performance_") or f["measure"] in MONEY]


def check_performance():
    """A row for each line of a performance table, with what the facts say."""
    rows = pq.read_table("out/performance.parquet").to_pylist()
    facts = [f for document in results() for f in facts_of(document) if f["form"].startswith("performance_")]
    found = defaultdict(int)
    for row in rows:
        for name in ("target", "actual", "weight", "score", "execution_rate", "cost_rate", "output_rate"):
            found[name] += row[name] is not None
        found["yuan"] += sum(row[f"{name}_yuan"] or 0 for name in MONEY)
    for name in ("target", "actual"):
        assert found[name] == sum(f["measure"] == name for f in facts) > 100, name
    for name in ("weight", "score", "execution_rate", "cost_rate", "output_rate"):
        assert found[name] == sum(f["measure"] == name and f["value"] is not None for f in facts), name
    assert found["yuan"] == sum(Decimal(f["amount_yuan"] or 0) for f in facts if f["measure"] in MONEY) > 0
    assert {row["block"] for row in rows} == {"funding", "indicator", "project"}


def check_facts():
    """PyArrow reads every fact as the JSON has it, in the order of the documents."""
    rows = pq.read_table("out/facts.parquet").to_pylist()
    known = [fact for document in results() for fact in amounts_of(document)]
    assert len(rows) == len(known) > 1000
    exact = ("value", "amount_yuan", "amount_wanyuan")
    nested = ("record", "region", "bbox", "path", "checks", "alternatives")
    for row, fact in zip(rows, known):
        for name, value in fact.items():
            if name not in nested:
                assert row[name] == (amount(value) if name in exact else value), (name, row[name], value)
        assert [row[f"bbox_{side}"] for side in ("left", "top", "right", "bottom")] == fact["bbox"]
        assert (row["checks"] or "") == ";".join(fact["checks"])
        region = fact["region"] or {}
        code = region.get("code")
        assert (row["region"], row["region_code"]) == (region.get("name"), code)
        assert row["province_code"] == (code and f"{code[:2]}0000") and (row["region_code_latest"] is None) <= (code is None)
        assert row["note"] is None
    assert {"410882", "141182", "140500"} <= {row["region_code"] for row in rows}
    assert {row["document"] for row in rows} <= {document["document"] for document in results()}


def check_notes():
    """A row for each note of each result."""
    rows = pq.read_table("out/notes.parquet").to_pylist()
    known = [(document["document"], note) for document in results() for note in document["notes"]]
    names = ("page", "severity", "message", "hint")
    found = [(row["document"], {name: row[name] for name in names}) for row in rows]
    assert found == known and any(row["forms"] for row in rows)


def check_sums():
    """DuckDB's sums of Parquet equal those of the JSON, to the last digit."""
    known = defaultdict(lambda: [0, Decimal(0), Decimal(0)])
    for document in results():
        for fact in amounts_of(document):
            if fact["amount_yuan"] is not None:
                group = known[fact["document"], fact["form"], fact["measure"]]
                group[0] += 1
                group[1] += Decimal(fact["amount_yuan"])
                group[2] += Decimal(fact["amount_wanyuan"])
    found = duckdb.sql(
        "SELECT document, form, measure, count(*), sum(amount_yuan), sum(amount_wanyuan) FROM 'out/facts.parquet'"
        " WHERE amount_yuan IS NOT NULL GROUP BY ALL"
    ).fetchall()
    assert {row[:3]: list(row[3:]) for row in found} == dict(known)
    in_csv = duckdb.sql(
        "SELECT sum(amount_yuan::DECIMAL(18,4)) FROM read_csv('out/facts.csv', all_varchar = true)"
    ).fetchone()[0]
    assert in_csv == sum(group[1] for group in known.values())


def check_checks_and_documents():
    known = [check for document in results() for check in document["checks"]]
    rows = pq.read_table("out/checks.parquet").to_pylist()
    assert len(rows) == len(known) > 0
    for row, check in zip(rows, known):
        for name in ("expected", "found", "difference", "tolerance"):
            assert row[name] == amount(check[name])
        terms = [term.split("|") for term in (row["terms"] or "").split(";") if term]
        assert [term[8] for term in terms] == [term["amount_yuan"] or "" for term in check["terms"]]
        assert [term[0] for term in terms] == [term["sign"] for term in check["terms"]]
        assert [term[10] for term in terms] == [term["place"] or "" for term in check["terms"]]
    causes = defaultdict(int)
    for error in lines("errors.jsonl"):
        causes[error["cause"]] += 1
    found = duckdb.sql(
        "SELECT cause, count(*) FROM 'out/documents.parquet' WHERE outcome = 'failed' GROUP BY ALL"
    ).fetchall()
    assert dict(found) == causes and causes
    read = duckdb.sql(
        "SELECT document, facts, suspect FROM 'out/documents.parquet' WHERE outcome = 'read' ORDER BY document"
    ).fetchall()
    assert read == [(e["document"], e["facts"], e["suspect"]) for e in lines("index.jsonl")]


def check_figures():
    known = [figure for document in results() for figure in document["figures"]]
    rows = pq.read_table("out/figures.parquet").to_pylist()
    assert len(rows) == len(known) > 500
    for row, figure in zip(rows, known):
        for name in ("document", "key", "item", "code", "raw", "unit", "direction", "sentence", "page", "status", "reason"):
            assert row[name] == figure[name], name
        assert row["amount_yuan"] == amount(figure["amount_yuan"])
        boxes = [[float(edge) for edge in box.split(" ")] for box in row["boxes"].split(";")]
        assert boxes == figure["boxes"]
    counted = duckdb.sql(
        "SELECT document, figures FROM 'out/documents.parquet' WHERE figures > 0 ORDER BY document"
    ).fetchall()
    assert counted == [(d["document"], len(d["figures"])) for d in results() if d["figures"]]


def check_package():
    """frictionless finds nothing wrong with the description, and every cell of the CSV is of its type."""
    report = Package.validate_descriptor("out/datapackage.json")
    assert report.valid, report
    package = Package("out/datapackage.json")
    for resource in list(package.resources):
        if resource.format != "csv":
            package.remove_resource(resource.name)
    assert len(package.resources) == len(TABLES)
    report = package.validate()
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "message"])


def check_views():
    """Each view is of one family: the sums of departments are those of the README, a government's amounts the printed ones."""
    os.chdir("out")
    with duckdb.connect() as views:
        views.sql(Path("views.sql").read_text("utf-8"))
        rows = lambda query: views.sql(query).fetchall()
        departments = rows(
            "SELECT sum(amount_yuan) FROM 'facts.parquet' WHERE family = 'final_accounts' AND is_first AND level = 'class'"
            " AND form = 'general_public_budget_expenditure' AND measure = 'total'"
        )
        assert rows("SELECT sum(amount_yuan) FROM department_expenditure") == departments
        assert rows("SELECT sum(expenditure) * 10000 FROM department_years") == departments
        assert rows("SELECT count(*) FROM department_years WHERE region = '沁阳市'") == [(1,)]
        names = "tax_revenue, non_tax_revenue, revenue, expenditure, class_201, class_205, transfers_received, suspects"
        debt = "general_debt_limit, general_debt_balance, special_debt_limit, special_debt_balance, differing"
        years = rows(f"SELECT region, fiscal_year, scope, {names}, {debt} FROM government_years ORDER BY scope DESC")
        whole = (600, 400, 1000, 2000, 700, 1300, None, 0, 90, 80, 70, 60, 0)
        own = (60, 40, 100) + (None,) * 4 + (0,) + (None,) * 4 + (0,)
        assert years == [("沁阳市", 2023, "whole") + whole, ("沁阳市", 2023, "own_level") + own], years
        assert rows("SELECT class_code, amount_wanyuan FROM government_expenditure ORDER BY ALL") == [("201", 700), ("205", 1300)]
        county = rows("SELECT item, measure, amount_wanyuan FROM government_places WHERE place = '甲县' ORDER BY ALL")
        assert sorted(row[2] for row in county) == [25, 30, 35, 40], county
        kinds = {name: kind for name, kind, *_ in rows("DESCRIBE government_years")}
        assert kinds["revenue"].startswith("DECIMAL") and kinds["class_205"].startswith("DECIMAL"), kinds
        check_county_years(rows)
        check_macros(rows)
    os.chdir("..")


def check_county_years(rows):
    """Places and years have the sums of the views, in every column that both have."""
    columns = [name for name, *_ in rows("DESCRIBE SELECT * FROM 'panel_county_year.parquet'")]
    classes = [name for name in columns if re.fullmatch(r"class_(\d{3}|other)", name)]
    in_view = [name for name, *_ in rows("DESCRIBE department_years")]
    common = ["expenditure", *classes]
    assert classes == [name for name in in_view if name.startswith("class_")] and len(classes) > 25
    known = rows(
        f"SELECT region_code, fiscal_year, region, region_level, suspects, {', '.join(common)} FROM department_years"
        " WHERE region_code IS NOT NULL AND fiscal_year IS NOT NULL ORDER BY ALL"
    )
    found = rows(
        f"SELECT region_code, fiscal_year, region, region_level, expenditure_suspects, {', '.join(common)}"
        " FROM 'panel_county_year.parquet' WHERE expenditure IS NOT NULL ORDER BY ALL"
    )
    assert found == known and len(known) > 3, (found, known)
    by_class = f"(UNPIVOT 'panel_county_year.parquet' ON {', '.join(classes)} INTO NAME class VALUE amount)"
    known = rows(
        "SELECT region_code, fiscal_year, 'class_' || class_code, amount_wanyuan FROM department_expenditure"
        " WHERE region_code IS NOT NULL AND fiscal_year IS NOT NULL AND amount_wanyuan IS NOT NULL ORDER BY ALL"
    )
    found = rows(f"SELECT region_code, fiscal_year, class, amount FROM {by_class} ORDER BY ALL")
    assert found == known and len(known) > 10, (found, known)

    lines = ["three_public", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "reception"]
    sums = ", ".join(f"sum({name})" for name in lines)
    known = rows(
        f"SELECT region_code, fiscal_year, {sums} FROM department_three_public AS unit"
        " WHERE region_code IS NOT NULL AND fiscal_year IS NOT NULL AND NOT EXISTS ("
        "FROM 'units_left_out.parquet' AS units WHERE units.form = 'three_public' AND units.department = unit.department"
        " AND units.region_code = unit.region_code AND units.fiscal_year = unit.fiscal_year) GROUP BY ALL ORDER BY ALL"
    )
    found = rows(
        f"SELECT region_code, fiscal_year, {', '.join(lines)} FROM 'panel_county_year.parquet'"
        f" WHERE coalesce({', '.join(lines)}) IS NOT NULL ORDER BY ALL"
    )
    known = [row for row in known if any(sum is not None for sum in row[2:])]
    assert found == known and len(known) > 3, (found, known)


def check_macros(rows):
    """The macros give of each place and year what the views do; suspects and coverage count what the tables do."""
    views = {
        "county_expenditure": "class_code, item, amount_wanyuan, departments, suspects FROM department_expenditure",
        "county_three_public": "* FROM department_three_public",
        "county_suspects": "* FROM suspects",
    }
    seen = dict.fromkeys(views, 0)
    for code, year in rows("SELECT region_code, fiscal_year FROM 'panel_county_year.parquet'"):
        for macro, view in views.items():
            found = rows(f"SELECT * FROM {macro}('{code}', {year})")
            known = rows(f"SELECT {view} WHERE region_code = '{code}' AND fiscal_year = {year}")
            assert sorted(found, key=str) == sorted(known, key=str), (macro, code, year)
            seen[macro] += len(found)
    assert all(seen.values()), seen
    suspects = rows("SELECT count(*) FROM 'facts.parquet' WHERE status = 'suspect'")
    assert rows("SELECT count(*) FROM suspects") == suspects
    assert rows("SELECT picture FROM suspects WHERE picture NOT LIKE 'juesuan show %--page %'") == []
    assert rows("SELECT sum(documents), sum(facts), sum(suspects) FROM coverage") == rows(
        "SELECT count(*), sum(facts), sum(suspect) FROM 'documents.parquet' WHERE outcome = 'read'"
    )


def resources():
    """Fields of each table that is written, by its name."""
    package = json.loads(Path("out/datapackage.json").read_text("utf-8"))
    return {one["name"]: one["schema"]["fields"] for one in package["resources"] if one["format"] == "parquet"}


def check_stata():
    """pandas reads every row of the data of Stata as Parquet has it, with labels of variables and of values."""
    assert set(resources()) == set(TABLES)
    for table, fields in resources().items():
        path = Path("out", f"{table}.dta")
        with pd.read_stata(path, iterator=True) as reader:
            variables = reader.variable_labels()
            labels = reader.value_labels()
        data, shown = pd.read_stata(path, convert_categoricals=False), pd.read_stata(path)
        bytes_of = path.read_bytes()
        rows = pq.read_table(f"out/{table}.parquet")
        assert len(data) == len(shown) == rows.num_rows, table
        # No sample is a unit of another one.
        assert rows.num_rows > 0 or table == "units_left_out", table
        exact = [field["name"] for field in fields if field.get("decimal") and field["name"].endswith("_yuan")]
        names = [(name, f"{name}_text") if name in exact else (name,) for name in (field["name"] for field in fields)]
        assert list(data.columns) == [name for both in names for name in both], table
        for field in fields:
            name = field["name"]
            assert variables[name] and field["description"].startswith(variables[name]), (table, name)
            note = f"{field['description']} / {field['description_zh']}"
            assert note.encode() in bytes_of, (table, name)
            known = rows.column(name).to_pylist()
            if field.get("categories"):
                words = {word["value"]: word["label"] for word in field["categories"]}
                assert list(labels[name].values())[: len(words)] == list(words.values()), (table, name)
                found = [None if label != label else label for label in shown[name]]
                assert found == [word if word is None else words.get(word, word) for word in known], (table, name)
            elif field["type"] == "boolean":
                found = [None if label != label else label for label in shown[name]]
                assert found == [{None: None, False: "否 no", True: "是 yes"}[yes] for yes in known], (table, name)
            elif field["type"] == "string":
                assert list(data[name]) == [text or "" for text in known], (table, name)
            else:
                numbers = [None if pd.isna(number) else float(number) for number in data[name]]
                assert numbers == [None if number is None else float(number) for number in known], (table, name)
        for name in exact:
            texts = [amount(text or None) for text in data[f"{name}_text"]]
            assert texts == rows.column(name).to_pylist(), (table, name)


def check_sums_of_tables():
    """The sums of every column of decimals are the same in Parquet, CSV and the data of Stata, to the 分."""
    seen = 0
    for table, fields in resources().items():
        data = pd.read_stata(f"out/{table}.dta", convert_categoricals=False)
        for name in (field["name"] for field in fields if field.get("decimal")):
            known = duckdb.sql(f"SELECT sum({name}::DECIMAL(38,8)) FROM 'out/{table}.parquet'").fetchone()[0]
            in_csv = duckdb.sql(
                f"SELECT sum({name}::DECIMAL(38,8)) FROM read_csv('out/{table}.csv', all_varchar = true)"
            ).fetchone()[0]
            # The shortest text of a double is the number that it was made from, where that has up to 15 digits.
            in_stata = sum(Decimal(repr(float(number))) for number in data[name].dropna())
            assert known == in_csv and (known or 0) == in_stata, (table, name, known, in_csv, in_stata)
            if name.endswith("_yuan"):
                fen = sum(round(100 * float(number)) for number in data[name].dropna())
                assert fen == (known or 0) * 100, (table, name)
            seen += known is not None
    assert seen > 25, seen


def check_readstat():
    """ReadStat reads all columns and rows of the data of Stata, and copies their labels."""
    if not shutil.which("readstat"):
        return ["readstat"]
    run = lambda *arguments: subprocess.run(["readstat", *arguments], check=True, capture_output=True, text=True).stdout
    for table in TABLES:
        path = f"out/{table}.dta"
        data = pd.read_stata(path, convert_categoricals=False)
        says = dict(line.split(": ", 1) for line in run(path).splitlines())
        assert (int(says["Columns"]), int(says["Rows"]), says["Format version"]) == (*data.shape[::-1], "118"), says
        printed = pd.read_csv(io.StringIO(run(path, "-")), dtype=str, keep_default_na=False)
        assert printed.shape == data.shape and list(printed.columns) == list(data.columns), table
        texts = [name for name in data if name == "document" or name.endswith("_text")]
        assert all(list(printed[name]) == list(data[name]) for name in texts), table
    # Copies are of release 118, too, and without texts above 2,045 bytes, which ReadStat reads and does not write.
    for table in ("facts", "documents", "panel_county_year"):
        run(f"out/{table}.dta", f"{table}.dta")
        with pd.read_stata(f"out/{table}.dta", iterator=True) as reader:
            variables, labels = reader.variable_labels(), reader.value_labels()
        with pd.read_stata(f"{table}.dta", iterator=True) as reader:
            copied = {name: label.strip() for name, label in reader.variable_labels().items()}
            assert copied == {name: label.strip() for name, label in variables.items()}, table
            assert reader.value_labels() == labels and labels, table
    return []


def snippets(readme, language):
    text = Path(readme).read_text("utf-8")
    begin = next(at for at in (text.find(section) for section in SECTIONS) if at >= 0)
    end = re.search(r"\n#{2,3} ", text[begin + 4 :]).start() + begin + 4
    return re.findall(rf"```{language}\n(.*?)```", text[begin:end], re.S)


ANSWERS = ("by_class", "suspects", "failures", "panel")


def check_r(snippet, tables):
    """R gives the answers of DuckDB: the same sums, and words as their labels."""
    rscript = shutil.which("Rscript")
    packages = "quit(status = !all(c('haven', 'dplyr') %in% rownames(installed.packages())))"
    if not rscript or subprocess.run([rscript, "--vanilla", "-e", packages], check=False).returncode:
        return ["R with haven and dplyr"]
    # Doubles with the 17 digits that tell each from its neighbours.
    script = """{snippet}
for (name in c({names})) {{
  answer <- lapply(as.list(get(name)), function(column) {{
    text <- if (is.double(column)) formatC(as.vector(column), digits = 17, width = 1) else as.character(column)
    ifelse(is.na(column), "", text)
  }})
  write.csv(as.data.frame(answer), paste0(name, ".csv"), row.names = FALSE, fileEncoding = "UTF-8")
}}
"""
    names = ", ".join(f'"{name}"' for name in ANSWERS)
    Path("snippet.R").write_text(script.format(snippet=snippet, names=names), "utf-8")
    command = [rscript, "--vanilla", "snippet.R"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr
    fields = [field for field in resources()["facts"] if field.get("categories")]
    labels = {field["name"]: {word["value"]: word["label"] for word in field["categories"]} for field in fields}
    for name, table in zip(ANSWERS, tables):
        answer = pd.read_csv(f"{name}.csv", dtype=str, keep_default_na=False)
        rows = table.fetchall()
        known, found = [], []
        for column, values in zip(table.columns, zip(*rows)):
            words = labels.get(column, {})
            is_text = all(value is None or isinstance(value, str) for value in values)
            number = lambda value: "" if value in (None, "") else float(value)
            known.append([words.get(value, value or "") if is_text else number(value) for value in values])
            found.append([value if is_text else number(value) for value in answer[column]])
        assert rows and sorted(zip(*known), key=str) == sorted(zip(*found), key=str), name
    return []


# Words of the snippet for Stata that are no variables.
COMMANDS = (
    "by collapse decode double f foreach format generate if keep list name noobs of round sort sum tabulate varlist word"
)


def check_stata_snippet(snippet):
    """The variables and labels that the snippet for Stata names are in the files. Stata itself cannot be had here."""
    parts = re.findall(r'^use "(out/\w+\.dta)", clear\n(.*?)(?=^use |\Z)', snippet, re.S | re.M)
    assert len(parts) == 3
    for path, commands in parts:
        with pd.read_stata(path, iterator=True) as reader:
            variables, labels = set(reader.variable_labels()), reader.value_labels()
        for name, word in re.findall(r'(\w+)_word [!=]= "([^"]+)"', commands):
            assert word in labels[name].values(), (path, name, word)
        decoded = re.findall(r"decode (\w+)", commands) + re.findall(r"varlist (.*) \{", commands)
        decoded = [name for names in decoded for name in names.split()]
        assert set(decoded) <= set(labels), decoded
        made = {*re.findall(r"generate (?:double )?(\w+) =", commands), *(f"{name}_word" for name in decoded)}
        named = set(re.findall(r"[a-z]\w*", re.sub(r'"[^"]*"', "", commands)))
        assert named - made - set(COMMANDS.split()) <= variables, named - made - variables


def plain(rows):
    """Rows of any of the programs, to be compared."""
    same = lambda value: None if value is None or value is pd.NA or value != value else value
    number = lambda value: int(value) if isinstance(value, float) and value.is_integer() else value
    return [tuple(number(same(value)) for value in row) for row in rows]


def check_snippets(readmes):
    sql, python, r, stata = ([snippets(readme, kind) for readme in readmes] for kind in ("sql", "python", "r", "stata"))
    for found in (sql, python, r, stata):
        assert len(found[0]) == 1, found
    statements = [statement for statement in sql[0][0].split(";") if statement.strip()]
    tables = [duckdb.sql(statement).fetchall() for statement in statements]
    names = {}
    exec(compile(python[0][0], "README.md", "exec"), names)
    frames = [names[name] for name in ANSWERS]
    assert len(tables) == len(frames) == 4
    for table, frame in zip(tables, frames):
        assert table and sorted(plain(table), key=str) == sorted(plain(frame.itertuples(index=False)), key=str)

    known = sum(
        Decimal(fact["amount_wanyuan"])
        for document in results()
        for fact in facts_of(document)
        if (fact["form"], fact["measure"], fact["level"]) == ("general_public_budget_expenditure", "total", "class")
        and fact["region"]["level"] == "county"
    )
    assert sum(row[5] for row in tables[0]) == known > 0
    suspects = sum(fact["status"] == "suspect" for document in results() for fact in amounts_of(document))
    assert len(tables[1]) == suspects > 0
    # The commands say the same in both languages; comments may differ.
    code = lambda text: [re.split(r"\s*(?:--|#|//) ", line)[0].rstrip() for line in text.splitlines()]
    for found in (sql, python, r, stata):
        assert all(code(other[0]) == code(found[0][0]) for other in found), found
    check_stata_snippet(stata[0][0])
    return check_r(r[0][0], [duckdb.sql(statement) for statement in statements])


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    check_schemas()
    check_types()
    check_facts()
    check_notes()
    check_performance()
    check_sums()
    check_checks_and_documents()
    check_figures()
    check_package()
    check_views()
    check_stata()
    check_sums_of_tables()
    missing = check_readstat() + check_snippets(sys.argv[2:])
    print("\n".join(["read", *(f"without {name}" for name in missing)]))
