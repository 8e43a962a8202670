//! Within a folder, files and folders build on each other one way: two that need each other are one room cut in two.

use std::collections::{BTreeMap, BTreeSet};

use super::tidy::{Source, module_of, names_after, program};

/// Circles that stand: what is asked and what is drafted from the answers.
const KNOWN: [(&str, &str); 1] = [("app", "draft first handoff")];

/// What each member of a folder takes from the others in it.
type Ties = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_two_neighbours_need_each_other() {
    let sources = program();
    let modules: BTreeSet<String> =
        sources.iter().map(|source| module_of(&source.path).join("::")).collect();
    let mut folders: BTreeMap<String, Ties> = BTreeMap::new();
    for source in &sources {
        for (folder, own, other) in ties(source, &modules) {
            folders.entry(folder).or_default().entry(own).or_default().insert(other);
        }
    }
    assert!(folders["scorecard"]["judge"].contains("plan"), "the ties are seen: {folders:?}");
    let found: Vec<(String, String)> = folders
        .into_iter()
        .map(|(folder, ties)| (folder, in_circles(ties)))
        .filter(|(_, members)| !members.is_empty())
        .collect();
    let known = KNOWN.map(|(folder, members)| (folder.to_owned(), members.to_owned()));
    assert_eq!(found, known, "circles, by folder");
}

/// Folder, member and the neighbour that a file takes something from, at each level at which the file stands.
fn ties<'a>(
    source: &'a Source,
    modules: &'a BTreeSet<String>,
) -> impl Iterator<Item = (String, String, String)> + 'a {
    let path = module_of(&source.path);
    (0..path.len()).flat_map(move |level| {
        let (folder, own) = (path[..level].join("::"), path[level].to_owned());
        let below = if folder.is_empty() { String::new() } else { format!("{folder}::") };
        let up = "super::".repeat(path.len() - level);
        let mut names = names_after(&source.code, &up);
        names.extend(names_after(&source.code, &format!("crate::{below}")));
        let others: Vec<String> = names
            .into_iter()
            .filter(|name| *name != own && modules.contains(&format!("{below}{name}")))
            .map(str::to_owned)
            .collect();
        others.into_iter().map(move |other| (folder.clone(), own.clone(), other))
    })
}

/// Members that are left when whoever needs nobody, or is needed by nobody, is taken away again and again.
fn in_circles(mut ties: Ties) -> String {
    loop {
        let needed: BTreeSet<String> = ties.values().flatten().cloned().collect();
        let before = ties.values().map(BTreeSet::len).sum::<usize>();
        ties.retain(|own, others| needed.contains(own) && !others.is_empty());
        let left: BTreeSet<String> = ties.keys().cloned().collect();
        ties.values_mut().for_each(|others| others.retain(|other| left.contains(other)));
        if ties.values().map(BTreeSet::len).sum::<usize>() == before {
            return ties.into_keys().collect::<Vec<_>>().join(" ");
        }
    }
}
