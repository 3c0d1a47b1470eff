//! Runs `juesuan doctor`: says what is there and what is missing.

use super::args::Doctor;
use super::exit::Exit;
use super::print::{complain_of_stdout, print_json, print_lines};
use crate::doctor::{Item, State, examine};
use crate::text::escape::in_line;

pub(super) fn run(options: &Doctor) -> Exit {
    let items = examine();
    let printed = if options.json { print_json(&items) } else { print_lines(&report(&items)) };
    match printed {
        Ok(()) if items.iter().any(|item| item.state == State::Missing) => Exit::Unread,
        Ok(()) => Exit::Good,
        Err(cause) => complain_of_stdout(&cause),
    }
}

fn report(items: &[Item]) -> String {
    let mut text = String::new();
    let widest = items.iter().map(|item| item.name.len()).max().unwrap_or(0);
    for item in items {
        let state = match item.state {
            State::Ok => "ok",
            State::Missing => "MISSING",
            State::Optional => "optional",
        };
        text.push_str(&format!("{state:<8}  {:<widest$}  {}\n", item.name, in_line(&item.detail)));
        if let Some(remedy) = &item.remedy {
            text.push_str(&format!("{:<8}  {:<widest$}  → {}\n", "", "", in_line(remedy)));
        }
    }
    text.push_str(match items.iter().any(|item| item.state == State::Missing) {
        true => "Something that is needed is missing: see above.\n",
        false => "All that is needed is there.\n",
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_to_do() {
        let item = |name, state, remedy: Option<&str>| Item {
            name,
            state,
            detail: "a detail".to_owned(),
            remedy: remedy.map(str::to_owned),
        };
        let good = [item("program", State::Ok, None), item("font", State::Optional, Some("get one"))];
        assert_eq!(
            report(&good),
            "ok        program  a detail\noptional  font     a detail\n                   → get one\n\
             All that is needed is there.\n"
        );
        assert!(report(&[item("font", State::Missing, Some("get one"))]).contains("MISSING"));
    }
}
