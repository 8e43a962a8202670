//! Several values in one cell: parted by semicolons or line ends, in quotes where such a sign is a value's own.

const ENDS: [char; 3] = [';', '\n', '\r'];

/// The values of a cell, without their quotes; `has_commas` where a comma parts them too.
pub fn split(text: &str, has_commas: bool) -> Vec<String> {
    parted(text, has_commas).into_iter().map(|(item, _)| item).collect()
}

/// True when a comma stands outside quotes: it may part two values, or be one value's own.
pub fn has_bare_comma(text: &str) -> bool {
    parted(text, false).iter().any(|(item, is_quoted)| !is_quoted && item.contains(','))
}

/// Values as one text that is parted into the same again.
pub fn join(items: &[String]) -> String {
    items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join("; ")
}

/// A value, in quotes where it holds what parts values.
pub fn quoted(item: &str) -> String {
    let is_plain = !item.contains([';', ',', '\n', '\r']) && !item.starts_with('"');
    if is_plain { item.to_owned() } else { format!("\"{}\"", item.replace('"', "\"\"")) }
}

fn parted(text: &str, has_commas: bool) -> Vec<(String, bool)> {
    let is_end = |sign: char| ENDS.contains(&sign) || has_commas && sign == ',';
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || is_end(sign));
        if rest.is_empty() {
            return items;
        }
        let closed = in_quotes(rest);
        let whole = closed.as_ref().filter(|(_, after)| {
            let after = after.trim_start_matches([' ', '\t']);
            after.is_empty() || after.starts_with(is_end)
        });
        if let Some((item, after)) = whole {
            items.push((item.clone(), true));
            rest = after;
            continue;
        }
        // `"Vendas, SP" <v@x>`: what stands in quotes is not parted.
        let begin = closed.map_or(0, |(_, after)| rest.len() - after.len());
        let tail = rest.get(begin..).unwrap_or_default();
        let end = begin + tail.find(is_end).unwrap_or(tail.len());
        items.push((rest.get(..end).unwrap_or_default().trim().to_owned(), false));
        rest = rest.get(end..).unwrap_or_default();
    }
}

/// What stands in the quotes that a text begins with, two of them being one, and what follows.
fn in_quotes(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut item = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        item.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                item.push('"');
                rest = more;
            }
            None => return Some((item, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_parted_by_semicolons_and_kept_in_quotes() {
        let cases: [(&str, bool, &[&str]); 9] = [
            ("a; b;c", false, &["a", "b", "c"]),
            ("a\nb\r\n\nc ;", false, &["a", "b", "c"]),
            ("São Paulo, SP; Rio", false, &["São Paulo, SP", "Rio"]),
            ("\"São Paulo, SP\"; Rio", true, &["São Paulo, SP", "Rio"]),
            ("email, telefone,empresa", true, &["email", "telefone", "empresa"]),
            ("\"Vendas, SP\" <v@x.br>, m@x.br", true, &["\"Vendas, SP\" <v@x.br>", "m@x.br"]),
            ("\"a \"\"b\"\"\"; c", false, &["a \"b\"", "c"]),
            ("tela 5\"; \"aberta", false, &["tela 5\"", "\"aberta"]),
            (" ; ", true, &[]),
        ];
        for (text, has_commas, items) in cases {
            assert_eq!(split(text, has_commas), items, "{text}");
        }
    }

    #[test]
    fn what_is_joined_is_parted_again() {
        let items = ["a", "São Paulo, SP", "x; y", "\"z\" w", "5\""].map(str::to_owned);
        for has_commas in [true, false] {
            assert_eq!(split(&join(&items), has_commas), items);
        }
        assert!(has_bare_comma("a, b; c") && has_bare_comma("c; \"a\", b"));
        assert!(!has_bare_comma("\"a, b\"; c"));
    }
}
