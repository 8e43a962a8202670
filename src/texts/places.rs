//! What the catalogue calls a place of the agreement where a workbook holds it: the catalogue itself names keys of TOML (`year em [source.read]`),
//! whoever keeps a workbook reads the sheet and the heading (`“Ano das datas sem ano” na aba “Arquivos”`).

use serde::Deserialize;

use crate::model::agreement::Language;

/// The layout of the workbook, of which each part says which keys its sheet holds.
const BOOK: &str = include_str!("../../templates/agreement-book.toml");

/// The categories of reasons, as TOML has them and as a Portuguese workbook shows them; an English one has the words of TOML.
const CATEGORIES: [&str; 2] = [
    "marketing, unreached, not-now, not-interested, sales, neutral",
    "marketing, sem contato, agora não, sem interesse, vendas, de ninguém",
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Book {
    part: Vec<Part>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    sheet: Vec<String>,
    into: String,
    lines: Vec<Vec<String>>,
}

/// The places of a workbook in one language.
pub struct Places {
    parts: Vec<Part>,
    language: Language,
}

impl Places {
    /// As the layout has them.
    pub fn of(language: Language) -> Self {
        let book: Book = toml::from_str(BOOK).unwrap_or_default();
        Self { parts: book.part, language }
    }

    /// A phrase with each place as the workbook has it.
    pub fn named(&self, phrase: &str) -> String {
        let mut out = String::new();
        let mut rest = phrase;
        while let Some((before, after)) = rest.split_once('[') {
            out.push_str(before);
            let (open, own) = after.strip_prefix('[').map_or(("[", after), |own| ("[[", own));
            let close = if open == "[[" { "]]" } else { "]" };
            let found = own.split_once(close).filter(|(path, _)| is_path(path));
            let of_part = found.and_then(|(path, tail)| Some((path, self.part(path)?, tail)));
            if let Some((path, part, tail)) = of_part {
                self.put(&mut out, path, part);
                rest = tail;
            } else {
                out.push_str(open);
                rest = own;
            }
        }
        out.push_str(rest);
        match self.language {
            Language::PtBr => out.replace(CATEGORIES[0], CATEGORIES[1]),
            Language::En => out,
        }
    }

    /// The part that holds a path; what no sheet has of its own stands on the last, by its path.
    fn part(&self, path: &str) -> Option<&Part> {
        let into = match path {
            "source" | "source.read" => "source[]",
            "source.columns" | "source.tries" => "source[@source].@area",
            own if own.starts_with("source.values") => "source[@source].values",
            own => own,
        };
        let is_it = |part: &&Part| {
            let rest = part.into.strip_prefix(into);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.parts.iter().find(is_it)
    }

    /// Puts the sheet in the place of the path, and the heading in that of the key before it.
    fn put(&self, out: &mut String, path: &str, part: &Part) {
        let at = usize::from(self.language == Language::En);
        let sheet = part.sheet.get(at).map_or("", String::as_str);
        let words: [(&str, &str); 4] = match self.language {
            Language::PtBr => {
                [(" em ", " na aba "), (" de ", " da aba "), ("Em ", "Na aba "), ("", "a aba ")]
            }
            Language::En => [
                (" in ", " on the sheet "),
                (" of ", " of the sheet "),
                ("In ", "On the sheet "),
                ("", "the sheet "),
            ],
        };
        let (short, long) =
            words.into_iter().find(|(short, _)| out.ends_with(short)).unwrap_or_default();
        out.truncate(out.len() - short.len());
        let start =
            out.rfind(|c: char| !(c.is_ascii_lowercase() || c == '-')).map_or(0, |at| at + 1);
        let key = out.get(start..).unwrap_or_default().to_owned();
        let inner = if path == "source.read" { "read.".to_owned() + &key } else { key.clone() };
        let line = part.lines.iter().find(|line| !key.is_empty() && line.first() == Some(&inner));
        if let Some(heading) = line.and_then(|line| line.get(2 + at)) {
            out.truncate(start);
            out.extend(["“", heading, "”"]);
        }
        out.extend([long, "“", sheet, "”"]);
    }
}

/// `source.values.{field}`, and no list of values.
fn is_path(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-' | '{' | '}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_called_as_the_workbook_calls_it() {
        for (language, phrase, named) in [
            (
                Language::PtBr,
                "Diga o que ela é em [source.values.{field}].",
                "Diga o que ela é na aba “Palavras”.",
            ),
            (Language::PtBr, "Em [source.values.stage], diga", "Na aba “Palavras”, diga"),
            (Language::En, "say it in [source.columns].", "say it on the sheet “Columns”."),
            (
                Language::PtBr,
                "Diga year em [source.read].",
                "Diga “Ano das datas sem ano” na aba “Arquivos”.",
            ),
            (Language::En, "write take in [[source]].", "write “Which” on the sheet “Files”."),
            (
                Language::PtBr,
                "não está em [reasons] ({n} leads)",
                "não está na aba “Motivos” ({n} leads)",
            ),
            (
                Language::En,
                "check [mail], and [handoff] required",
                "check the sheet “Letters”, and the sheet “Agreement” required",
            ),
            (Language::PtBr, "files = [\"leads*.csv\"], [1]", "files = [\"leads*.csv\"], [1]"),
        ] {
            assert_eq!(Places::of(language).named(phrase), named);
        }
    }
}
