//! Marks numbers of a table without lines that stand between two headers and overlap neither: it is not known whose they are.
//!
//! Where a column has many numbers, or a dash for each blank, its edges are known. In a form of one line, as that of the 三公
//! expenditure is, numbers set to the right stand no nearer to their own header, which is centred, than to the next one.

use crate::geom::Rect;

/// A header or a number, with its column.
pub(super) struct Placed {
    pub(super) column: usize,
    pub(super) rect: Rect,
}

/// Columns with more numbers than this have edges that are known.
const FEW: usize = 2;
/// A number is its header's where the next one is more than so many times as far away.
const FARTHER: f64 = 2.0;

/// Finds the numbers, by their indices, that may be of the column beside theirs.
pub(super) fn strayed_numbers(headers: &[Placed], numbers: &[Placed]) -> Vec<usize> {
    // What stands above the header of a column stands over its neighbours too: 预算数 over all columns of the budget.
    let is_lowest =
        |header: &&Placed| !headers.iter().any(|h| h.column == header.column && h.rect.y0 > header.rect.y0);
    let lowest: Vec<&Placed> = headers.iter().filter(is_lowest).collect();
    let gap = |a: &Rect, b: &Rect| (a.x0.max(b.x0) - a.x1.min(b.x1)).max(0.0);
    let nearest = |of: &Placed, is_own: bool| {
        let others = lowest.iter().filter(|header| (header.column == of.column) == is_own);
        others.map(|header| gap(&header.rect, &of.rect)).min_by(f64::total_cmp)
    };
    let is_alone = |of: &Placed| numbers.iter().filter(|n| n.column == of.column).count() <= FEW;
    let strays = |of: &Placed| {
        let (own, other) = (nearest(of, true), nearest(of, false));
        match (own, other) {
            (Some(own), Some(other)) => own > 0.0 && other <= FARTHER * own,
            // Its header stands over the columns beside it too, or was not read.
            (own, _) => own.is_none(),
        }
    };
    (0..).zip(numbers).filter(|(_, of)| is_alone(of) && strays(of)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(items: &[(usize, f64, f64)]) -> Vec<Placed> {
        let place = |(row, (column, x0, x1)): (u8, &(usize, f64, f64))| Placed {
            column: *column,
            rect: Rect::new(*x0, 10.0 * f64::from(row), *x1, 8.0 + 10.0 * f64::from(row)),
        };
        (0..).zip(items).map(place).collect()
    }

    #[test]
    fn a_number_between_two_headers_may_be_of_either() {
        let headers = placed(&[(0, 85.0, 105.0), (1, 168.0, 260.0), (2, 324.0, 352.0)]);
        let found = |numbers: &[(usize, f64, f64)]| strayed_numbers(&headers, &placed(numbers));
        assert_eq!(found(&[(1, 126.0, 153.0)]), [0]);
        // Below its header; beside it, and far from the next; one of many that stand so.
        assert_eq!(found(&[(1, 200.0, 240.0), (2, 366.0, 395.0)]), Vec::<usize>::new());
        assert_eq!(found(&[(1, 126.0, 153.0); 3]), Vec::<usize>::new());
        assert_eq!(found(&[(3, 400.0, 420.0)]), [0], "no header over it");
        let headers = placed(&[(1, 120.0, 160.0), (0, 85.0, 105.0), (1, 168.0, 260.0)]);
        assert_eq!(strayed_numbers(&headers, &placed(&[(1, 126.0, 153.0)])), [0], "below 预算数 alone");
    }
}
