//! Names that look alike: the next export of the same tool beside the one that the agreement names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::discover::{date_in_name, file_name, is_unfinished, month};
use super::file::modified;

/// Fewest digits of a date in a name.
const DATE_DIGITS: usize = 6;

/// The newest file beside one that has its name but for dates and numbers, is newer, and is none of those in use; nothing when it is the
/// newest itself.
pub fn newer_alike(path: &Path, used: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let (folder, own) = (path.parent()?, shape(&file_name(path)));
    let entries = std::fs::read_dir(folder).ok()?;
    let alike = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|other| {
        !used.contains(other)
            && other != path
            && !is_unfinished(other)
            && other.is_file()
            && shape(&file_name(other)) == own
    });
    alike.filter(|other| is_newer(other, path)).max_by(|a, b| {
        date_in_name(a)
            .cmp(&date_in_name(b))
            .then_with(|| modified(a).cmp(&modified(b)))
            .then_with(|| a.cmp(b))
    })
}

/// By the dates in both names, else by the time they were written.
fn is_newer(other: &Path, own: &Path) -> bool {
    match (date_in_name(other), date_in_name(own)) {
        (Some(other), Some(own)) if other != own => other > own,
        _ => modified(other) > modified(own),
    }
}

/// A name with every number and month as `#`, and without the `(1)` of a second download.
fn shape(name: &str) -> String {
    let lower = name.to_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | ' '));
    let mut out = String::new();
    let mut word = String::new();
    for c in stem.chars().chain(['\0']) {
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        out.push_str(if month(&word).is_some() { "#" } else { &word });
        word.clear();
        match c {
            '\0' => {}
            c if c.is_ascii_digit() => out.push('#'),
            c => out.push(c),
        }
    }
    while out.contains("##") {
        out = out.replace("##", "#");
    }
    // A second download has no number where the first one ended.
    format!("{}.{ending}", out.trim_end_matches(['#', '-', '_', '.', ' ']))
}

/// A pattern for a name that carries a date: `leads-2026-11-27.csv` → `leads-*.csv`; nothing without one.
pub fn dated_pattern(name: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, c) in name.char_indices() {
        match runs.last_mut() {
            Some((_, end)) if is_part(c) && *end == at => *end += c.len_utf8(),
            _ if is_part(c) => runs.push((at, at + c.len_utf8())),
            _ => {}
        }
    }
    let dated = runs.into_iter().find_map(|(start, end)| {
        let run = name.get(start..end)?;
        let digits = run.trim_matches(|c: char| !c.is_ascii_digit());
        let is_date = digits.chars().filter(char::is_ascii_digit).count() >= DATE_DIGITS
            && date_in_name(Path::new(digits)).is_some();
        let start = start + run.find(digits)?;
        is_date.then_some((start, start + digits.len()))
    });
    let (start, end) = dated?;
    Some(format!("{}*{}", name.get(..start)?, name.get(end..)?))
}

/// A pattern that both names fit: the common beginning and end of two, cut where letters end.
pub fn common_pattern(one: &str, other: &str) -> String {
    let start: String =
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let start = start.trim_end_matches(|c: char| c.is_ascii_digit());
    let ending = one.rsplit_once('.').map_or("", |(_, ending)| ending);
    format!("{}*.{ending}", start.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_tools_exports_have_one_shape() {
        for (one, other) in [
            ("hubspot-all-contacts-2026-11-27.csv", "hubspot-all-contacts-2026-12-04.csv"),
            ("leads_20261127.xlsx", "leads_20261204.xlsx"),
            ("leads.csv", "leads (1).csv"),
            ("Leads 27-11-2026.csv", "Leads 04-12-2026.csv"),
            ("negocios-novembro.xlsx", "negocios-dezembro.xlsx"),
            ("deals-nov-2026.csv", "deals-dec-2026.csv"),
            ("export_1700000000.csv", "export_1700600000.csv"),
        ] {
            assert_eq!(shape(one), shape(other), "{one} {other}");
        }
        for (one, other) in [
            ("all-contacts-2026-11-27.csv", "all-deals-2026-12-04.csv"),
            ("leads-2026-11-27.csv", "leads-2026-12-04.xlsx"),
            ("leads.csv", "leads-novos.csv"),
            ("march.csv", "marketing.csv"),
        ] {
            assert_ne!(shape(one), shape(other), "{one} {other}");
        }
    }

    #[test]
    fn a_date_in_a_name_becomes_a_pattern() {
        for (name, wanted) in [
            ("hubspot-all-contacts-2026-11-27.csv", Some("hubspot-all-contacts-*.csv")),
            ("leads_20261127.xlsx", Some("leads_*.xlsx")),
            ("27-11-2026 leads.csv", Some("* leads.csv")),
            ("deals-2026-11-27_0800.csv", Some("deals-*.csv")),
            ("leads.csv", None),
            ("leads 2026.csv", None),
            ("relatorio-1234567.csv", None),
        ] {
            assert_eq!(dated_pattern(name).as_deref(), wanted, "{name}");
        }
        assert_eq!(common_pattern("leads.csv", "leads (1).csv"), "leads*.csv");
        assert_eq!(common_pattern("deals-nov.csv", "deals-dez.csv"), "deals-*.csv");
    }

    #[test]
    fn the_newest_of_those_alike_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "a;b\n1;2\n").unwrap();
            path
        };
        let named = write("leads-2026-11-27.csv");
        assert_eq!(newer_alike(&named, &BTreeSet::new()), None);
        write("leads-2026-11-20.csv");
        write("~$leads-2026-12-09.csv");
        write("deals-2026-12-09.csv");
        assert_eq!(newer_alike(&named, &BTreeSet::new()), None);
        let next = write("leads-2026-12-04.csv");
        let last = write("leads-2026-12-11.csv");
        assert_eq!(newer_alike(&named, &BTreeSet::new()), Some(last.clone()));
        assert_eq!(newer_alike(&next, &BTreeSet::new()), Some(last.clone()));
        assert_eq!(newer_alike(&last, &BTreeSet::new()), None);
        assert_eq!(newer_alike(&named, &BTreeSet::from([last])), Some(next));
    }
}
