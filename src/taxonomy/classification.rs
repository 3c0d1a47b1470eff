//! Reads the classification of expenditure: 支出功能分类 and 部门预算支出经济分类 with their codes, and the 类 by the names that their
//! lines have on the summary forms (`models/classification/`).

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::files;
use crate::text::code::is_class;
use crate::text::plain::plain;

/// Files of the two classifications.
const LISTS: [&str; 2] = ["classification/functional.tsv", "classification/economic.tsv"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    class: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    code: String,
    names: Vec<String>,
}

/// Lists codes and official names, line by line of the two classifications.
pub(crate) fn codes_and_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lists = LISTS.iter().filter_map(|path| files::text(path).ok());
    lists.flat_map(str::lines).filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        Some((fields.next()?, fields.next()?))
    })
}

/// Lists the economic classification: whether a name holds no more, its code, and the name. Those that hold go first.
pub(super) fn economic_names() -> Vec<(bool, &'static str, &'static str)> {
    let [_, economic] = LISTS;
    let lines = files::text(economic).unwrap_or_default().lines().filter(|line| !line.starts_with('#'));
    let mut names: Vec<(bool, &str, &str)> = lines
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (code, name) = (fields.next()?, fields.next()?);
            Some((fields.next().is_some_and(|years| years.starts_with('-')), code, name))
        })
        .collect();
    names.sort_by_key(|(is_old, ..)| *is_old);
    names
}

/// Official names by their codes, as the lists have them. The classification that is known is not complete.
static NAMES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut names: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (code, name) in codes_and_names() {
        names.entry(code).or_default().push(name);
    }
    names
});

/// Codes by official names in their plain form.
static CODES: LazyLock<FxHashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut codes: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for (code, name) in codes_and_names() {
        codes.entry(plain(name)).or_default().push(code);
    }
    for of_name in codes.values_mut() {
        of_name.sort_unstable();
        of_name.dedup();
    }
    codes
});

/// Lists the official names of a code in their plain form, newest first; none where the code is not in the classification
/// that is known.
pub(crate) fn names_of(code: &str) -> Vec<String> {
    NAMES.get(code).into_iter().flatten().map(|name| plain(name)).collect()
}

/// Lists the codes under which a name in its plain form stands.
pub(crate) fn codes_of(name: &str) -> impl Iterator<Item = &'static str> {
    CODES.get(name).into_iter().flatten().copied()
}

/// Lists the 类 by function: each code with a name in its plain form, as the list and the summary forms have it.
pub(super) fn classes() -> Vec<(String, String)> {
    let listed = codes_and_names().filter(|(code, _)| is_class(code) && !code.starts_with('3'));
    let mut classes: Vec<(String, String)> =
        listed.map(|(code, name)| (code.to_owned(), plain(name))).collect();
    classes.extend(load().into_iter().flatten().map(|(name, code)| (code, name)));
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// Lists the 类 by function in the order of their codes, each with the name that it has now.
#[cfg(feature = "panel")]
pub(crate) fn current_classes() -> Vec<(String, String)> {
    let listed = codes_and_names().filter(|(code, _)| is_class(code) && !code.starts_with('3'));
    let listed = listed.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let empty = || ClassFile { class: vec![] };
    let file: ClassFile = files::parse("classification/functional_classes.toml").unwrap_or_else(|_| empty());
    let named =
        file.class.into_iter().filter_map(|class| Some((class.code, class.names.into_iter().next()?)));
    // The first name of a code stands.
    let mut classes: Vec<(String, String)> = listed.chain(named).collect();
    classes.sort_by(|a, b| a.0.cmp(&b.0));
    classes.dedup_by(|a, b| a.0 == b.0);
    classes
}

/// Maps the plain names of lines on the summary forms to their 类.
pub(super) fn load() -> Result<HashMap<String, String>, String> {
    let file: ClassFile = files::parse("classification/functional_classes.toml")?;
    let names = |class: Class| class.names.into_iter().map(move |name| (plain(&name), class.code.clone()));
    Ok(file.class.into_iter().flat_map(names).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_there() {
        assert!(LISTS.iter().all(|path| files::text(path).is_ok()));
        assert!(codes_and_names().any(|line| line == ("2010301", "行政运行")));
        assert!(codes_and_names().any(|line| line == ("30211", "差旅费")));
    }
}
