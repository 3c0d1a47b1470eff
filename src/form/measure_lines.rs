//! Turns a form that prints its measures as lines (三公 in some provinces) into the one line that others print.

use super::line::Line;
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{KindModel, Models};
use crate::text::plain::plain;

/// Puts the lines of each side together to one, with the measures that the names of the lines say. What follows the last
/// measure (机关运行经费, counts) is another matter; a measure that comes again (其中) is the first one's part.
pub(super) fn lines_to_one(models: &Models, kind: &KindModel, lines: Vec<Line>) -> Vec<Line> {
    let mut sides: Vec<Line> = Vec::new();
    for line in lines {
        let Some(measure) = measure_of(models, kind, &line) else { continue };
        let known = sides.iter_mut().find(|s| s.side == line.side);
        let amounts =
            line.amounts.iter().map(|a| super::AmountCell { measure: measure.clone(), ..a.clone() });
        match known {
            Some(side) => {
                let new: Vec<_> =
                    amounts.filter(|a| side.amounts.iter().all(|old| old.measure != a.measure)).collect();
                side.doubt = side.doubt.take().or(line.doubt);
                side.amounts.extend(new);
            }
            None => {
                let amounts = amounts.collect();
                sides.push(Line {
                    code: None,
                    item: None,
                    item_raw: None,
                    known: None,
                    line_no: None,
                    path: Vec::new(),
                    scope: None,
                    part: None,
                    amounts,
                    ..line
                });
            }
        }
    }
    sides
}

fn measure_of(models: &Models, kind: &KindModel, line: &Line) -> Option<String> {
    let name = plain(line.item.as_deref()?);
    let mut name = without_ordinal(&name);
    // `因公出国（境）费（万元）`
    if let Some((head, tail)) = name.rsplit_once('（')
        && models.wording.money.iter().any(|m| m.words.iter().any(|w| tail.strip_suffix('）') == Some(w)))
    {
        name = head;
    }
    kind.measure_lines.iter().find(|m| m.words.iter().any(|w| w == name)).map(|m| m.measure.clone())
}

#[cfg(test)]
mod tests {
    use super::super::body::read_body;
    use super::super::header::read_header;
    use super::*;
    use crate::table::samples::grid;
    use crate::taxonomy::models;

    #[test]
    fn lines_become_measures() {
        // 浙江 2022, 云南 2022.
        let rows = [
            "项目 | 行次 | 预算数 | 决算数",
            "一、“三公”经费支出 | 1 | |",
            "（一）支出合计 | 2 | 20.55 | 16.09",
            "1．因公出国（境）费 | 3 | | —",
            "2．公务用车购置及运行维护费 | 4 | 17.90 | 14.32",
            "（1）公务用车购置费 | 5 | 0.00 |",
            "3．公务接待费 | 7 | 2.65 | 1.77",
            "其中：外事接待费 | 8 | | 0.10",
            "二、机关运行经费 | 20 | | 99.00",
        ];
        let models = models();
        let kind = models.kinds.iter().find(|k| !k.measure_lines.is_empty()).unwrap();
        let grid = grid(&rows);
        let header = read_header(models, kind, &grid).unwrap();
        let lines = read_body(models, kind, &grid, &header.columns, header.body_row, None).lines;
        let sides = lines_to_one(models, kind, lines);
        let shown: Vec<String> = sides
            .iter()
            .map(|l| {
                let amounts: Vec<String> =
                    l.amounts.iter().map(|a| format!("{}={}", a.measure, a.printed.concat())).collect();
                format!("{} {}", l.side.as_deref().unwrap_or(""), amounts.join(" "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "budget total=20.55 vehicles=17.90 vehicle_purchase=0.00 reception=2.65",
                "final total=16.09 vehicles=14.32 reception=1.77"
            ]
        );
        assert!(sides.iter().all(|l| l.item.is_none()));
    }
}
