//! A person taken out of a workbook of ours: the cells that name them, and a contact or company in the row of one of their ids.

use std::collections::{BTreeMap, BTreeSet};

use crate::intake::archive;
use crate::mapping::traces::{TAKEN, Traces};

const STRINGS: &str = "xl/sharedStrings.xml";
const SHEETS: &str = "xl/worksheets/";

/// The workbook without the person and from how many places; nothing where they are not in it.
pub fn taken_out(bytes: &[u8], traces: &Traces) -> Option<(Vec<u8>, u64)> {
    let parts = archive::texts(bytes)?;
    let mut changed: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let strings = parts.get(STRINGS).map_or("", String::as_str);
    let found = Strings::of(strings, traces);
    let mut places = found.places;
    let mut shown = Numbers::new();
    for (name, text) in parts.iter().filter(|(name, _)| *name != STRINGS) {
        let rows = name.starts_with(SHEETS).then(|| rows_without(text, &found)).flatten();
        let (text, own) = rows.unwrap_or_else(|| (text.clone(), 0));
        let words = traces.taken_out(&text);
        let (text, more) = words.unwrap_or((text, 0));
        shown.extend(text.split_inclusive("</c>").filter_map(number));
        if own + more > 0 {
            places += own + more;
            changed.insert(name.clone(), text.into_bytes());
        }
    }
    if places == 0 {
        return None;
    }
    // A contact or company that no cell shows any more goes too; another lead's of the same name stays.
    let goes = |number: &usize| found.beside.contains(number) && !shown.contains(number);
    changed.insert(STRINGS.to_owned(), found.without(goes).into_bytes());
    Some((archive::rewritten(bytes, &changed)?, places))
}

type Numbers = BTreeSet<usize>;

/// The shared strings of a workbook: their pieces without the person, and which of them were an id or may stand beside one.
struct Strings {
    pieces: Vec<String>,
    ids: Numbers,
    beside: Numbers,
    places: u64,
}

impl Strings {
    fn of(text: &str, traces: &Traces) -> Self {
        let mut pieces = text.split("<si>").map(str::to_owned);
        let head = pieces.next().unwrap_or_default();
        let mut found =
            Self { pieces: vec![head], ids: Numbers::new(), beside: Numbers::new(), places: 0 };
        for (number, piece) in pieces.enumerate() {
            let said = said(&piece);
            if traces.ids.contains(&said) {
                found.ids.insert(number);
            }
            if traces.beside.contains(&said) {
                found.beside.insert(number);
            }
            let left = traces.taken_out_of_cell(&said);
            found.places += left.as_ref().map_or(0, |(_, places)| *places);
            found
                .pieces
                .push(left.map_or_else(|| piece.clone(), |(left, _)| saying(&piece, &left)));
        }
        found
    }

    /// The part once more, with nothing but a sign in the strings that go.
    fn without(&self, goes: impl Fn(&usize) -> bool) -> String {
        let (head, rest) =
            self.pieces.split_first().map_or(("", &[][..]), |(head, rest)| (head, rest));
        let each = rest.iter().enumerate().map(|(number, piece)| {
            let piece = if goes(&number) { saying(piece, TAKEN) } else { piece.clone() };
            format!("<si>{piece}")
        });
        std::iter::once(head.to_owned()).chain(each).collect()
    }
}

/// The piece of a shared string with other words.
fn saying(piece: &str, words: &str) -> String {
    let end = piece.split_once("</si>").map_or("", |(_, end)| end);
    format!("<t xml:space=\"preserve\">{}</t></si>{end}", escaped(words))
}

/// The words of a shared string, whatever runs they are parted into.
fn said(piece: &str) -> String {
    let item = piece.split_once("</si>").map_or(piece, |(item, _)| item);
    let runs = item
        .split("<t")
        .skip(1)
        .filter_map(|run| Some(run.split_once('>')?.1.split_once("</t>")?.0));
    let text: String = runs.collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A sheet whose rows with an id of the person hold neither contact nor company any more; nothing where there is no such cell.
fn rows_without(text: &str, Strings { ids, beside, .. }: &Strings) -> Option<(String, u64)> {
    let first = ids.first()?;
    let mut out = String::with_capacity(text.len());
    let mut places = 0;
    for row in text.split_inclusive("</row>") {
        let cells: Vec<&str> = row.split_inclusive("</c>").collect();
        if !cells.iter().any(|cell| number(cell).is_some_and(|number| ids.contains(&number))) {
            out.push_str(row);
            continue;
        }
        for cell in cells {
            match number(cell).filter(|number| beside.contains(number)) {
                Some(number) => {
                    places += 1;
                    let own = format!("<v>{number}</v>");
                    out.push_str(&cell.replace(&own, &format!("<v>{first}</v>")));
                }
                None => out.push_str(cell),
            }
        }
    }
    (places > 0).then_some((out, places))
}

/// The number of the shared string that a cell shows.
fn number(cell: &str) -> Option<usize> {
    let (head, value) = cell.rsplit_once("<v>")?;
    let own = head.rsplit_once("<c ")?.1;
    own.contains("t=\"s\"").then_some(())?;
    value.split_once("</v>")?.0.parse().ok()
}
