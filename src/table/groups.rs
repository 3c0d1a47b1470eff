//! Groups connected things: union-find over their numbers.

/// Union-find over numbers from 0; each begins in a group of its own.
pub(super) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// Finds the smallest number of the group.
    pub(super) fn of(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    /// Makes the groups of two numbers one.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_grow_together() {
        let mut groups = Groups::new(5);
        groups.join(3, 4);
        groups.join(4, 1);
        assert_eq!((groups.of(3), groups.of(4), groups.of(2)), (1, 1, 2));
    }
}
