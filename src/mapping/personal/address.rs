//! Where a plain text holds addresses: a name, `@` and a host.

/// Signs of a name beside letters and digits, and what stands for those that are hidden.
const OF_NAME: &str = "._%+-…•'!#$&*/=?^`{|}~";
const OF_HOST: &str = ".-_";
/// What a slip of the hand or a link leaves between the sign and the host, and most of it.
const BETWEEN: &str = " @.-_<(:";
const MOST_BETWEEN: usize = 3;

/// The name and the host of each address: from, `@`, the host's first sign, to.
pub fn addresses(text: &str) -> Vec<[usize; 4]> {
    let mut found: Vec<[usize; 4]> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let done = found.last().map_or(0, |last| last[3]);
        let (Some(before), Some(after)) = (text.get(done..at), text.get(at + 1..)) else {
            continue;
        };
        let skipped = after.len() - after.trim_start_matches(|c| BETWEEN.contains(c)).len();
        let bare = before.trim_end_matches([' ', '\\']);
        let (name, host) = (name(bare), host(after.get(skipped..).unwrap_or_default()));
        let is_near = skipped == 0 && bare.len() == before.len();
        let is_apart = skipped <= MOST_BETWEEN
            && !after.starts_with("  ")
            && host.split('.').filter(|part| part.trim().len() > 1).count() > 1;
        if !name.is_empty() && !host.is_empty() && (is_near || is_apart) {
            let start = done + bare.len() - name.len();
            found.push([start, at, at + 1 + skipped, at + 1 + skipped + host.len()]);
        }
    }
    found
}

/// The name at a text's end: a quoted one with its quotes, else of the signs of names; what opens a bracket around it is none of it.
fn name(before: &str) -> &str {
    if let Some(inner) = before.strip_suffix('"')
        && let Some(start) = inner.rfind('"')
    {
        return before.get(start..).unwrap_or_default();
    }
    let is_of_name = |c: char| c.is_alphanumeric() || OF_NAME.contains(c);
    let rest = before.trim_end_matches(is_of_name);
    let name = before.get(rest.len()..).unwrap_or_default();
    let is_edge = |c: char| !c.is_alphanumeric() && !"…•".contains(c);
    if name.chars().all(is_edge) { name } else { name.trim_start_matches(is_edge) }
}

/// The host at a text's beginning: a name, or a number in brackets.
fn host(after: &str) -> &str {
    if after.starts_with('[') {
        return after.find(']').and_then(|end| after.get(..=end)).unwrap_or_default();
    }
    let is_of_host = |c: char| c.is_alphanumeric() || OF_HOST.contains(c);
    let mut end = after.find(|c| !is_of_host(c)).unwrap_or(after.len());
    // `gmail . com`: a dot with a blank before it ends no sentence.
    while let Some(rest) = after.get(end..).and_then(|rest| rest.strip_prefix(" .")) {
        let part = rest.trim_start_matches(' ');
        let length = part.find(|c| !is_of_host(c)).unwrap_or(part.len());
        if length == 0 {
            break;
        }
        end = after.len() - part.len() + length;
    }
    after.get(..end).filter(|host| host.starts_with(char::is_alphanumeric)).unwrap_or_default()
}
