//! Why a line is no TOML, by what people write: curly quotes, decimals with a comma, text without quotes, paths of Windows.

use toml::de::DeTable;

/// What a fault of syntax is: its code, and the line as it was probably meant.
pub fn fault(line: &str, message: &str) -> (&'static str, Option<String>) {
    let mended = [
        ("syntax-quotes", straight(line)),
        ("syntax-comma", pointed(line)),
        ("syntax-backslash", line.contains('\\').then(|| line.replace('\\', "/"))),
        ("syntax-unquoted", quoted(line)),
    ];
    let meant = mended.into_iter().find_map(|(code, line)| {
        let line = line.filter(|line| is_whole(line))?;
        Some((code, Some(line.trim().to_owned())))
    });
    meant.unwrap_or_else(|| (by_message(line, message), None))
}

/// The key of a line whose value may be a secret: the line is not repeated.
pub fn secretive(line: &str) -> Option<&str> {
    const WORDS: [&str; 8] =
        ["pass", "senha", "secret", "token", "keyring", "credential", "-env", "smtp"];
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    WORDS.iter().any(|word| key.to_lowercase().contains(word)).then_some(key)
}

fn by_message(line: &str, message: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    match () {
        () if straight(line).is_some() => "syntax-quotes",
        () if is_dated(line) => "syntax-date",
        () if says(&["duplicate key"]) => "syntax-duplicate",
        () if says(&["unclosed", "opening", "invalid basic string", "invalid literal string"]) => {
            "syntax-unclosed"
        }
        () if is_without_value(line) => "syntax-no-value",
        () if says(&["no value", "missing value", "missing assignment"]) => "syntax-no-value",
        () => "syntax",
    }
}

/// True when a line stands in a file as it is, by itself or within a list.
fn is_whole(line: &str) -> bool {
    let list = format!("list = [\n{line}\n]");
    DeTable::parse(line).is_ok() || DeTable::parse(&list).is_ok()
}

/// The line with the quotes of a keyboard; nothing when it has no others.
fn straight(line: &str) -> Option<String> {
    let is_curly = |sign: char| matches!(sign, '“' | '”' | '„' | '«' | '»' | '‘' | '’');
    line.contains(is_curly).then(|| line.replace(is_curly, "\""))
}

/// The line with a point in place of the comma between two digits of its value; nothing when there is none, or several.
fn pointed(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let (whole, part) = value.split_once(',')?;
    let is_number = whole.ends_with(|sign: char| sign.is_ascii_digit())
        && part.starts_with(|sign: char| sign.is_ascii_digit());
    is_number.then(|| format!("{key}={whole}.{part}"))
}

/// True when nothing follows the sign after a key.
fn is_without_value(line: &str) -> bool {
    line.split_once('=')
        .is_some_and(|(key, value)| !key.trim().is_empty() && value.trim().is_empty())
}

/// True when the value is written as a date is: `2026-02-30`.
fn is_dated(line: &str) -> bool {
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    let shape: String =
        value.chars().take(10).map(|sign| if sign.is_ascii_digit() { '9' } else { sign }).collect();
    shape == "9999-99-99"
}

/// The line with quotes around its value; nothing when it has some, or no value.
fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let is_bare = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{']);
    (is_bare && !is_dated(line) && !value.contains('"') && straight(value).is_none())
        .then(|| format!("{key}= \"{value}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_told_by_its_kind_with_what_they_meant() {
        let cases = [
            ("name = “Acordo”", "syntax-quotes", Some("name = \"Acordo\"")),
            ("  ‘ana@x.com’,", "syntax-quotes", Some("\"ana@x.com\",")),
            ("target = “90%\"", "syntax-quotes", Some("target = \"90%\"")),
            ("name = “Acordo", "syntax-quotes", None),
            ("sales = 100,5", "syntax-comma", Some("sales = 100.5")),
            ("leads-per-sale = 6,5 # um", "syntax-comma", Some("leads-per-sale = 6.5 # um")),
            ("value = 1.234,56", "syntax-unquoted", Some("value = \"1.234,56\"")),
            ("from = 2026-02-30", "syntax-date", None),
            ("team = sales", "syntax-unquoted", Some("team = \"sales\"")),
            ("target = 90%", "syntax-unquoted", Some("target = \"90%\"")),
            (
                "files = \"C:\\exports\\x.csv\"",
                "syntax-backslash",
                Some("files = \"C:/exports/x.csv\""),
            ),
            ("name = \"Acordo", "syntax-unclosed", None),
            ("files = [\"a.csv\"", "syntax-unclosed", None),
            ("name =", "syntax-no-value", None),
            ("name", "syntax-no-value", None),
            ("a = 1\na = 2", "syntax-duplicate", None),
            ("= 3", "syntax", None),
        ];
        for (line, code, meant) in cases {
            let (_, faults) = DeTable::parse_recoverable(line);
            let message = faults.first().map(|fault| fault.message().to_owned()).unwrap();
            let told = fault(line, &message);
            assert_eq!((told.0, told.1.as_deref()), (code, meant), "{line}: {message}");
        }
    }
}
