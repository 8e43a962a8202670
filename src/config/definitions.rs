//! `[definitions]`: what a stage means, in words and in what a machine can check.

use toml::de::DeValue;

use super::general::{ScopeFields, condition_word};
use super::kind::{self, Kind, Read};
use super::reader::{Table, Value};
use super::spell;
use crate::model::agreement::{Definition, Requirement, Test};

/// Signs of a comparison, the longer ones first.
const SIGNS: [&str; 5] = [">=", "<=", ">", "<", "="];

/// Reads `[definitions]`: a stage's text, alone or in a table with what is required.
pub fn definitions(top: &Table<'_>, scope: &ScopeFields) -> Vec<Definition> {
    let Some(table) = top.table("definitions") else { return Vec::new() };
    let one = |(stage, value): (&str, Value<'_>)| {
        let stage = stage.to_owned();
        if matches!(value.raw(), DeValue::Table(_)) {
            let (text, require) = definition(&value, scope)?;
            return Some(Definition { stage, text, require });
        }
        value.read(&kind::text()).map(|text| Definition { stage, text, require: Vec::new() })
    };
    table.entries().into_iter().filter_map(one).collect()
}

fn definition(value: &Value<'_>, scope: &ScopeFields) -> Option<(String, Vec<Requirement>)> {
    let table = value.table_at("definitions.*")?;
    let text = table.need("text", &kind::text());
    let require =
        table.table("require").map(|table| requirements(&table, scope)).unwrap_or_default();
    table.close();
    text.map(|text| (text, require))
}

fn requirements(table: &Table<'_>, scope: &ScopeFields) -> Vec<Requirement> {
    let one = |(field, value): (&str, Value<'_>)| {
        scope.report_unless_known(table, field, &value);
        let is_list = matches!(value.raw(), DeValue::Array(_));
        let test = if is_list {
            Test::AnyOf(value.items(&condition_word()))
        } else {
            value.read(&test())?
        };
        Some(Requirement { field: field.to_owned(), test })
    };
    table.entries().into_iter().filter_map(one).collect()
}

/// `">= 50"`, `50` (equal to it), or a word.
fn test() -> Kind<Test> {
    let word = condition_word();
    Kind::new("bad-value", "@require", move |value| match value {
        DeValue::String(text) => comparison(text).unwrap_or_else(|| any_of(word.read(value))),
        _ => kind::number_of(value).map_or_else(
            || any_of(word.read(value)),
            |number| Read::Good(Test::Number("=", number)),
        ),
    })
}

fn any_of(word: Read<String>) -> Read<Test> {
    match word {
        Read::Good(word) => Read::Good(Test::AnyOf(vec![word])),
        Read::Bad => Read::Bad,
        Read::WrongType => Read::WrongType,
    }
}

/// A sign and a number; nothing without a sign.
fn comparison(text: &str) -> Option<Read<Test>> {
    let (sign, rest) =
        SIGNS.iter().find_map(|sign| Some((*sign, text.trim().strip_prefix(sign)?)))?;
    let (rest, factor) =
        rest.trim().strip_prefix('-').map_or((rest.trim(), 1.0), |rest| (rest, -1.0));
    Some(
        spell::number(rest)
            .map_or(Read::Bad, |number| Read::Good(Test::Number(sign, factor * number))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_and_a_number_compare() {
        let read = |text: &str| {
            comparison(text)
                .and_then(|read| if let Read::Good(test) = read { Some(test) } else { None })
        };
        assert_eq!(read(">= 50"), Some(Test::Number(">=", 50.0)));
        assert_eq!(read("<-2,5"), Some(Test::Number("<", -2.5)));
        assert!(matches!(comparison("> many"), Some(Read::Bad)));
        assert!(comparison("A").is_none());
        assert!(
            Test::Number(">=", 50.0).passes(50.0)
                && !Test::Number(">", 50.0).passes(50.0)
                && Test::Number("<=", 1.0).passes(0.5)
        );
    }
}
