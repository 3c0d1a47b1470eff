"""Reads a panel with the programs that its users have, and compares it with the results that it was made from.

    read.py FOLDER README…     FOLDER has out/, a folder of results collected with --csv, and schemas.json

PyArrow and DuckDB see every fact as the JSON has it, DuckDB's sums are those of the JSON, frictionless finds nothing
wrong with datapackage.json and the CSV, and the snippets of the READMEs run and agree with each other.
"""

import json
import os
import re
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
        if resource.format in ("parquet", "json", "html"):
            package.remove_resource(resource.name)
    assert len(package.resources) == 6
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
    os.chdir("..")


def snippets(readme, language):
    text = Path(readme).read_text("utf-8")
    begin = next(at for at in (text.find(section) for section in SECTIONS) if at >= 0)
    end = re.search(r"\n#{2,3} ", text[begin + 4 :]).start() + begin + 4
    return re.findall(rf"```{language}\n(.*?)```", text[begin:end], re.S)


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
    frames = [names[name] for name in ("by_class", "suspects", "failures")]
    assert len(tables) == len(frames) == 3
    for table, frame in zip(tables, frames):
        assert table and sorted(plain(table), key=str) == sorted(plain(frame.itertuples(index=False)), key=str)

    known = sum(
        Decimal(fact["amount_wanyuan"])
        for document in results()
        for fact in facts_of(document)
        if (fact["form"], fact["measure"], fact["level"]) == ("general_public_budget_expenditure", "total", "class")
        and fact["region"]["level"] == "county"
    )
    assert sum(row[4] for row in tables[0]) == known > 0
    suspects = sum(fact["status"] == "suspect" for document in results() for fact in amounts_of(document))
    assert len(tables[1]) == suspects > 0
    # The commands say the same in both languages; comments may differ.
    code = lambda text: [re.split(r"\s*(?:--|#|//) ", line)[0].rstrip() for line in text.splitlines()]
    for found in (sql, python, r, stata):
        assert all(code(other[0]) == code(found[0][0]) for other in found), found


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
    check_snippets(sys.argv[2:])
    print("read")
