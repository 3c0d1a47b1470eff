-- Views and macros over the tables of this folder, for DuckDB. In the folder:  duckdb -init views.sql
--
-- Each view is of one family: departments (final_accounts, 部门决算) or whole governments (government_accounts, 政府决算).
-- Nothing adds up amounts of both. Amounts are exact decimals, in 万元 (amount_yuan in 元); percentages, budgets and
-- amounts of last year are left out. Suspect amounts are in, and counted in `suspects`.

-- 部门决算: the amounts that count once: without copies, own accounts (本级), forms that are not called consolidated (汇总) beside
-- those that are, and forms by unit. A department that was not found is one for each document. An amount without a unit that is
-- known counts as suspect.
CREATE OR REPLACE VIEW department_amounts AS
SELECT *, coalesce(department, document) AS whose, status = 'suspect' OR amount_wanyuan IS NULL AS is_suspect
FROM 'facts.parquet' AS facts
WHERE family = 'final_accounts' AND is_first AND scope IS DISTINCT FROM 'own' AND breakdown IS NULL
QUALIFY scope = 'consolidated' OR NOT coalesce(bool_or(scope = 'consolidated')
  OVER (PARTITION BY coalesce(region_code, region), fiscal_year, coalesce(department, document), form), FALSE);

-- 部门决算: general public budget expenditure by 类, added up over the departments of a place. A place is one by its code,
-- however its name is printed (孟津区, 洛阳市孟津区); without a code by its name, which several places may bear. Units whose
-- department (主管部门) holds them are left out where the place has a code (units_left_out.parquet).
CREATE OR REPLACE VIEW department_expenditure AS
SELECT min(region) AS region, region_code, region_level, fiscal_year, class_code, min(item) AS item,
       sum(amount_yuan) AS amount_yuan, sum(amount_wanyuan) AS amount_wanyuan,
       count(DISTINCT whose) AS departments, count(*) FILTER (is_suspect) AS suspects
FROM department_amounts AS amounts
WHERE form = 'general_public_budget_expenditure' AND measure = 'total' AND level = 'class'
  AND NOT EXISTS (FROM 'units_left_out.parquet' AS units WHERE units.region_code = amounts.region_code
    AND units.fiscal_year = amounts.fiscal_year AND units.form = amounts.form AND units.department = amounts.whose)
GROUP BY coalesce(region_code, amounts.region), region_code, region_level, fiscal_year, class_code;

-- 部门决算: “三公” of each department and year, final accounts, in 万元. A blank is null, and no zero.
CREATE OR REPLACE VIEW department_three_public AS
SELECT min(region) AS region, region_code, fiscal_year, department,
       sum(amount_wanyuan) FILTER (measure = 'total') AS three_public,
       sum(amount_wanyuan) FILTER (measure = 'overseas_travel') AS overseas_travel,
       sum(amount_wanyuan) FILTER (measure = 'vehicles') AS vehicles,
       sum(amount_wanyuan) FILTER (measure = 'vehicle_purchase') AS vehicle_purchase,
       sum(amount_wanyuan) FILTER (measure = 'vehicle_operation') AS vehicle_operation,
       sum(amount_wanyuan) FILTER (measure = 'reception') AS reception,
       count(*) FILTER (is_suspect) AS suspects, min(source) AS source, min(page) AS page
FROM department_amounts AS amounts
WHERE form = 'three_public' AND side = 'final'
GROUP BY coalesce(region_code, amounts.region), region_code, fiscal_year, whose, department;

-- What is in doubt, with the command that draws the page and the amounts on it (of a file that lies in no archive).
CREATE OR REPLACE VIEW suspects AS
SELECT region, region_code, department, fiscal_year, source, page, family, form, side, code, item, measure, raw, unit,
       amount_wanyuan, reason,
       CASE WHEN NOT contains(source, '!') THEN
         concat('juesuan show ''', replace(source, chr(39), concat(chr(39), chr(92), chr(39), chr(39))),
                ''' --stage fact --page ', page, ' --png page.png') END AS picture
FROM 'facts.parquet' WHERE status = 'suspect';

-- What was read of each place and year: documents, departments, and how sure the amounts are. Documents that failed have no
-- place: they are in documents.parquet (outcome = 'failed').
CREATE OR REPLACE VIEW coverage AS
SELECT min(region) AS region, region_code, region_level, fiscal_year, family, count(*) AS documents,
       count(DISTINCT coalesce(department, document)) AS departments, count(*) FILTER (incomplete) AS incomplete,
       sum(facts) AS facts, sum(verified) AS verified, sum(suspect) AS suspects, sum(checks_failing) AS checks_failing
FROM 'documents.parquet' AS documents WHERE outcome = 'read'
GROUP BY coalesce(region_code, documents.region), region_code, region_level, fiscal_year, family;

-- 部门决算: the same, a row for each place and year, a column for each 类.
CREATE OR REPLACE VIEW department_years AS
SELECT min(region) AS region, region_code, region_level, fiscal_year, sum(amount_wanyuan) AS expenditure,
       sum(amount_wanyuan) FILTER (class_code = '201') AS class_201,
       sum(amount_wanyuan) FILTER (class_code = '202') AS class_202,
       sum(amount_wanyuan) FILTER (class_code = '203') AS class_203,
       sum(amount_wanyuan) FILTER (class_code = '204') AS class_204,
       sum(amount_wanyuan) FILTER (class_code = '205') AS class_205,
       sum(amount_wanyuan) FILTER (class_code = '206') AS class_206,
       sum(amount_wanyuan) FILTER (class_code = '207') AS class_207,
       sum(amount_wanyuan) FILTER (class_code = '208') AS class_208,
       sum(amount_wanyuan) FILTER (class_code = '210') AS class_210,
       sum(amount_wanyuan) FILTER (class_code = '211') AS class_211,
       sum(amount_wanyuan) FILTER (class_code = '212') AS class_212,
       sum(amount_wanyuan) FILTER (class_code = '213') AS class_213,
       sum(amount_wanyuan) FILTER (class_code = '214') AS class_214,
       sum(amount_wanyuan) FILTER (class_code = '215') AS class_215,
       sum(amount_wanyuan) FILTER (class_code = '216') AS class_216,
       sum(amount_wanyuan) FILTER (class_code = '217') AS class_217,
       sum(amount_wanyuan) FILTER (class_code = '219') AS class_219,
       sum(amount_wanyuan) FILTER (class_code = '220') AS class_220,
       sum(amount_wanyuan) FILTER (class_code = '221') AS class_221,
       sum(amount_wanyuan) FILTER (class_code = '222') AS class_222,
       sum(amount_wanyuan) FILTER (class_code = '223') AS class_223,
       sum(amount_wanyuan) FILTER (class_code = '224') AS class_224,
       sum(amount_wanyuan) FILTER (class_code = '227') AS class_227,
       sum(amount_wanyuan) FILTER (class_code = '229') AS class_229,
       sum(amount_wanyuan) FILTER (class_code = '230') AS class_230,
       sum(amount_wanyuan) FILTER (class_code = '231') AS class_231,
       sum(amount_wanyuan) FILTER (class_code = '232') AS class_232,
       sum(amount_wanyuan) FILTER (class_code = '233') AS class_233,
       sum(amount_wanyuan) FILTER (class_code = '234') AS class_234,
       sum(amount_wanyuan) FILTER (class_code IS NULL OR class_code NOT IN ('201', '202', '203', '204', '205', '206', '207', '208', '210', '211', '212', '213', '214', '215', '216', '217', '219', '220', '221', '222', '223', '224', '227', '229', '230', '231', '232', '233', '234')) AS class_other,
       sum(suspects) AS suspects
FROM department_expenditure AS classes
GROUP BY coalesce(region_code, classes.region), region_code, region_level, fiscal_year;

-- 政府决算: what the amounts of a book are that a panel of places wants, and how near each stands to what is wanted
-- (`nearness`, 1 the nearest): one name has the same amount in several forms (short and long form, summary and detail).
-- A name that is not listed gives no amount. 收入总计 and 支出总计, with transfers and balances, are no revenue or
-- expenditure.
CREATE OR REPLACE VIEW government_candidates AS
WITH facts AS (
  SELECT *, coalesce(path, '') = '' AS is_top, coalesce(path || '/', '') || item AS line,
         CASE WHEN breakdown IS DISTINCT FROM 'by_place' THEN scope
              WHEN place = region OR regexp_matches(place, '^全[省市区县州盟旗]$|(省|自治区)$') THEN 'whole'
              WHEN regexp_matches(place, '^(全[省市区县州盟旗]/)?[^/]{0,5}(本级|省级)$') THEN 'own_level'
              WHEN regexp_matches(place, '^(各?市县|地市|县区|市、?县)合计$') THEN 'below' END AS of_scope
  FROM 'facts.parquet'
  WHERE family = 'government_accounts' AND is_first AND amount_yuan IS NOT NULL
    AND measure IN ('final', 'limit', 'balance') AND (place IS NULL OR breakdown = 'by_place')
), found AS (
  SELECT *,
    CASE
      WHEN form = 'government_general_revenue' AND measure = 'final' THEN CASE
        WHEN item = '税收收入' THEN {'subject': 'tax_revenue', 'nearness': 1}
        WHEN item = '非税收入' THEN {'subject': 'non_tax_revenue', 'nearness': 1}
        WHEN is_top AND regexp_matches(item, '^[^其他]{0,8}一般公共预算收入$') THEN {'subject': 'revenue', 'nearness': 1}
        WHEN is_top AND regexp_matches(item, '^[^其他]{0,8}收入合计$') THEN {'subject': 'revenue', 'nearness': 2} END
      WHEN form = 'government_general_expenditure' AND measure = 'final' AND is_top THEN CASE
        WHEN regexp_matches(item, '^[^其他]{0,8}一般公共预算支出$') THEN {'subject': 'expenditure', 'nearness': 1}
        WHEN regexp_matches(item, '^[^其他]{0,8}支出合计$') THEN {'subject': 'expenditure', 'nearness': 2}
        WHEN item = '合计' THEN {'subject': 'expenditure', 'nearness': 3}
        WHEN level = 'class' THEN {'subject': 'expenditure_class', 'nearness': 1} END
      WHEN form = 'government_general_balance' AND measure = 'final' AND is_top THEN CASE
        WHEN side = 'income' AND regexp_matches(item, '^[^其他]{0,8}一般公共预算收入$') THEN {'subject': 'revenue', 'nearness': 4}
        WHEN side = 'income' AND item = '上级补助收入' THEN {'subject': 'transfers_received', 'nearness': 4}
        WHEN side = 'expenditure' AND regexp_matches(item, '^[^其他]{0,8}一般公共预算支出$') THEN {'subject': 'expenditure', 'nearness': 4}
        WHEN side = 'expenditure' AND item = '补助下级支出' THEN {'subject': 'transfers_given', 'nearness': 4} END
      WHEN form = 'government_transfer' AND measure = 'final' AND is_top
       AND (item = '合计' OR regexp_matches(item, '税收返还和转移支付(收入|支出)?$')) THEN CASE side
        WHEN 'received' THEN {'subject': 'transfers_received', 'nearness': 1}
        WHEN 'given' THEN {'subject': 'transfers_given', 'nearness': 1} END
      WHEN regexp_matches(form, '^government_(fund|state_capital|social_insurance)_(revenue|expenditure)$') AND measure = 'final' THEN CASE
        WHEN is_top AND regexp_matches(item, '^[^其他]{0,8}(政府性基金|国有资本经营|社会保险基金)(预算)?(收入|支出)$') THEN {'subject': substr(form, 12), 'nearness': 1}
        WHEN is_top AND regexp_matches(item, '^[^其他]{0,12}(收入|支出)合计$') THEN {'subject': substr(form, 12), 'nearness': 2}
        WHEN line IN ('合计', '合计/本年收入', '合计/本年支出') THEN {'subject': substr(form, 12), 'nearness': 3} END
      WHEN regexp_matches(form, '^government_(fund|state_capital|social_insurance)_balance$') AND measure = 'final' AND is_top
       AND regexp_matches(item, '^[^其他]{0,8}((政府性基金|国有资本经营)(预算)?(收入|支出)|(收入|支出)合计)$') THEN CASE side
        WHEN 'income' THEN {'subject': replace(substr(form, 12), 'balance', 'revenue'), 'nearness': 4}
        WHEN 'expenditure' THEN {'subject': replace(substr(form, 12), 'balance', 'expenditure'), 'nearness': 4} END
      WHEN form = 'government_debt_change' AND measure = 'final' AND NOT contains(line, '新增') THEN CASE
        WHEN regexp_matches(line, '^(附：)?' || fiscal_year || '年[^/]*债务限额[^/]*(/一般债务(限额)?)?$') AND contains(line, '一般债务') THEN {'subject': 'general_debt_limit', 'nearness': 1}
        WHEN regexp_matches(line, '^(附：)?' || fiscal_year || '年[^/]*债务限额[^/]*(/专项债务(限额)?)?$') AND contains(line, '专项债务') THEN {'subject': 'special_debt_limit', 'nearness': 1}
        WHEN regexp_matches(line, '^' || fiscal_year || '年末[^/]*债务余额[^/]*(/一般债务(余额)?)?$') AND contains(line, '一般债务') THEN {'subject': 'general_debt_balance', 'nearness': 1}
        WHEN regexp_matches(line, '^' || fiscal_year || '年末[^/]*债务余额[^/]*(/专项债务(余额)?)?$') AND contains(line, '专项债务') THEN {'subject': 'special_debt_balance', 'nearness': 1} END
      WHEN form = 'government_debt_limit_balance' AND measure IN ('limit', 'balance') AND is_top AND of_scope IS NOT NULL THEN CASE item
        WHEN '一般债务' THEN {'subject': 'general_debt_' || measure, 'nearness': 2}
        WHEN '专项债务' THEN {'subject': 'special_debt_' || measure, 'nearness': 2} END
    END AS meaning
  FROM facts
  WHERE breakdown IS DISTINCT FROM 'by_place' OR form = 'government_debt_limit_balance'
)
SELECT region, region_code, region_level, department, document, source, fiscal_year, of_scope AS scope,
       meaning.subject AS subject, meaning.nearness AS nearness,
       CASE WHEN meaning.subject <> 'expenditure_class' THEN NULL
            WHEN regexp_matches(item, '^其他支出(（类）)?$') THEN '229'
            WHEN item = '债务发行费用支出' THEN '233' ELSE class_code END AS class_code,
       item, amount_yuan, amount_wanyuan, form, instance, title, page, status, reason
FROM found
WHERE meaning IS NOT NULL;

-- 政府决算: one amount for each book, scope and subject: the nearest, of equally near ones the first of the book.
-- `differing` counts the others that say something else (a bare 合计 counts only where nothing nearer is printed: it may
-- hold transfers and balances): look at these in government_candidates.
CREATE OR REPLACE VIEW government_amounts AS
WITH known AS (
  SELECT *, CASE WHEN nearness = 3 AND min(nearness) OVER same < 3 THEN NULL ELSE amount_yuan END AS counted,
         row_number() OVER (same ORDER BY nearness, instance, page, amount_yuan) AS position
  FROM government_candidates
  WHERE subject <> 'expenditure_class' OR class_code IS NOT NULL
  WINDOW same AS (PARTITION BY document, fiscal_year, scope, subject, class_code)
), counted AS (
  SELECT *, count(DISTINCT counted) OVER (PARTITION BY document, fiscal_year, scope, subject, class_code) - 1 AS differing
  FROM known
)
SELECT * EXCLUDE (nearness, counted, position) FROM counted WHERE position = 1;

-- 政府决算: general public budget expenditure by 类, a row for each.
CREATE OR REPLACE VIEW government_expenditure AS
SELECT region, region_code, region_level, source, fiscal_year, scope, class_code, item, amount_yuan, amount_wanyuan,
       page, status, differing
FROM government_amounts WHERE subject = 'expenditure_class';

-- 政府决算: a row for each book, year and scope (whole 全省 or 全市, own_level 本级, below 下级); in 万元. A place whose
-- book does not name it has no `region`: `source` and `title`s tell.
CREATE OR REPLACE VIEW government_years AS
SELECT region, region_code, region_level, department, source, fiscal_year, scope,
       max(amount_wanyuan) FILTER (subject = 'revenue') AS revenue,
       max(amount_wanyuan) FILTER (subject = 'tax_revenue') AS tax_revenue,
       max(amount_wanyuan) FILTER (subject = 'non_tax_revenue') AS non_tax_revenue,
       max(amount_wanyuan) FILTER (subject = 'expenditure') AS expenditure,
       max(amount_wanyuan) FILTER (subject = 'transfers_received') AS transfers_received,
       max(amount_wanyuan) FILTER (subject = 'transfers_given') AS transfers_given,
       max(amount_wanyuan) FILTER (subject = 'fund_revenue') AS fund_revenue,
       max(amount_wanyuan) FILTER (subject = 'fund_expenditure') AS fund_expenditure,
       max(amount_wanyuan) FILTER (subject = 'state_capital_revenue') AS state_capital_revenue,
       max(amount_wanyuan) FILTER (subject = 'state_capital_expenditure') AS state_capital_expenditure,
       max(amount_wanyuan) FILTER (subject = 'social_insurance_revenue') AS social_insurance_revenue,
       max(amount_wanyuan) FILTER (subject = 'social_insurance_expenditure') AS social_insurance_expenditure,
       max(amount_wanyuan) FILTER (subject = 'general_debt_limit') AS general_debt_limit,
       max(amount_wanyuan) FILTER (subject = 'general_debt_balance') AS general_debt_balance,
       max(amount_wanyuan) FILTER (subject = 'special_debt_limit') AS special_debt_limit,
       max(amount_wanyuan) FILTER (subject = 'special_debt_balance') AS special_debt_balance,
       max(amount_wanyuan) FILTER (class_code = '201') AS class_201,
       max(amount_wanyuan) FILTER (class_code = '202') AS class_202,
       max(amount_wanyuan) FILTER (class_code = '203') AS class_203,
       max(amount_wanyuan) FILTER (class_code = '204') AS class_204,
       max(amount_wanyuan) FILTER (class_code = '205') AS class_205,
       max(amount_wanyuan) FILTER (class_code = '206') AS class_206,
       max(amount_wanyuan) FILTER (class_code = '207') AS class_207,
       max(amount_wanyuan) FILTER (class_code = '208') AS class_208,
       max(amount_wanyuan) FILTER (class_code = '210') AS class_210,
       max(amount_wanyuan) FILTER (class_code = '211') AS class_211,
       max(amount_wanyuan) FILTER (class_code = '212') AS class_212,
       max(amount_wanyuan) FILTER (class_code = '213') AS class_213,
       max(amount_wanyuan) FILTER (class_code = '214') AS class_214,
       max(amount_wanyuan) FILTER (class_code = '215') AS class_215,
       max(amount_wanyuan) FILTER (class_code = '216') AS class_216,
       max(amount_wanyuan) FILTER (class_code = '217') AS class_217,
       max(amount_wanyuan) FILTER (class_code = '219') AS class_219,
       max(amount_wanyuan) FILTER (class_code = '220') AS class_220,
       max(amount_wanyuan) FILTER (class_code = '221') AS class_221,
       max(amount_wanyuan) FILTER (class_code = '222') AS class_222,
       max(amount_wanyuan) FILTER (class_code = '223') AS class_223,
       max(amount_wanyuan) FILTER (class_code = '224') AS class_224,
       max(amount_wanyuan) FILTER (class_code = '227') AS class_227,
       max(amount_wanyuan) FILTER (class_code = '229') AS class_229,
       max(amount_wanyuan) FILTER (class_code = '230') AS class_230,
       max(amount_wanyuan) FILTER (class_code = '231') AS class_231,
       max(amount_wanyuan) FILTER (class_code = '232') AS class_232,
       max(amount_wanyuan) FILTER (class_code = '233') AS class_233,
       max(amount_wanyuan) FILTER (class_code = '234') AS class_234,
       count(*) FILTER (status = 'suspect') AS suspects, count(*) FILTER (differing > 0) AS differing
FROM government_amounts
GROUP BY region, region_code, region_level, department, source, document, fiscal_year, scope;

-- 政府决算: what the books say of parts of their place (transfers, debt, bonds by city and county), a row for each
-- amount. Totals (合计, 市县合计, 全省) and cities stand beside the counties that they hold: never add them up.
CREATE OR REPLACE VIEW government_places AS
SELECT region, source, place, fiscal_year, scope, form, instance, title, path, item, measure, amount_yuan,
       amount_wanyuan, page, status
FROM 'facts.parquet'
WHERE family = 'government_accounts' AND is_first AND breakdown = 'by_place' AND place IS NOT NULL
  AND amount_yuan IS NOT NULL AND measure IN ('final', 'limit', 'balance');

-- 部门决算: projects of the performance tables (绩效自评表): money and score of each, from its line of all sources.
CREATE OR REPLACE VIEW performance_projects AS
SELECT region, region_code, fiscal_year, department, document, instance, title, project,
       annual_budget_yuan, executed_yuan, execution_rate, status
FROM 'performance.parquet'
WHERE family = 'final_accounts' AND is_first AND form = 'performance_evaluation' AND block = 'funding'
  AND level_1 IS NULL AND regexp_matches(item, '(总额|合计|总计|总金额|总数)$');

-- Of one place and year, by its code: FROM county_expenditure('410308', 2024).
CREATE OR REPLACE MACRO county_expenditure(place, year) AS TABLE
SELECT class_code, item, amount_wanyuan, departments, suspects
FROM department_expenditure WHERE region_code = place AND fiscal_year = year ORDER BY class_code;

CREATE OR REPLACE MACRO county_three_public(place, year) AS TABLE
SELECT * FROM department_three_public WHERE region_code = place AND fiscal_year = year ORDER BY department;

CREATE OR REPLACE MACRO county_suspects(place, year) AS TABLE
SELECT * FROM suspects WHERE region_code = place AND fiscal_year = year ORDER BY source, page, item;
