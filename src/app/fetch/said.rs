//! What a command said last, without what may be a secret: words and short numbers stay, and nothing that mixes both, stands in the system's
//! variables or in the command, or comes behind a word for a secret.

/// Signs of the line that are told.
const SHOWN: usize = 200;
/// Signs from which on a value of a variable, or a part of one, may be a secret.
const TELLING: usize = 5;
/// Letters beyond which a word is none.
const LONGEST: usize = 24;
/// Digits beyond which a number is no code of an answer, no line of a program and no year.
const DIGITS: usize = 5;
/// What stands in the place of what is not told.
const HIDDEN: &str = "…";
/// What stands around words.
const AROUND: &[char] = &['.', ',', ':', ';', '!', '?', '(', ')', '<', '>', '[', ']', '"', '\''];
/// What parts two words that stand together.
const PARTING: &[char] = &['-', '/', '.', ':', '_', '\''];
/// After these comes a secret, whatever it looks like.
const BEFORE: [&str; 16] = [
    "authorization",
    "basic",
    "bearer",
    "chave",
    "code",
    "cookie",
    "credential",
    "key",
    "login",
    "pass",
    "password",
    "secret",
    "senha",
    "signature",
    "token",
    "user",
];

/// The line as it may be told.
pub fn covered(
    line: &str,
    command: &[String],
    variables: impl Iterator<Item = (String, String)>,
) -> String {
    let known: Vec<String> = variables
        .filter(|(name, _)| !is_open(name))
        .map(|(_, value)| value)
        .chain(command.iter().skip(1).filter(|word| !is_path(word)).cloned())
        .map(|value| value.to_lowercase())
        .filter(|value| value.chars().count() >= TELLING)
        .collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut is_behind = false;
    for word in line.split_whitespace() {
        let bare = word.trim_matches(AROUND).to_lowercase();
        let tells = !is_behind && is_plain(&bare) && !known.iter().any(|own| shares(own, &bare));
        is_behind = BEFORE.iter().any(|before| bare.ends_with(before));
        match (tells, kept.last()) {
            (true, _) => kept.push(word),
            (false, Some(&HIDDEN)) => {}
            (false, _) => kept.push(HIDDEN),
        }
    }
    kept.join(" ").chars().take(SHOWN).collect()
}

/// Variables that hold paths, names of a shell and the like: nothing of them is a secret, and messages are full of them.
fn is_open(name: &str) -> bool {
    const OPEN: [&str; 14] = [
        "PATH",
        "HOME",
        "PWD",
        "OLDPWD",
        "SHELL",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TERM",
        "TZ",
        "TMPDIR",
        "HOSTNAME",
        "ACORDO_NOW",
    ];
    OPEN.contains(&name)
        || name.starts_with("LC_")
        || name.starts_with("XDG_")
        || name.starts_with("CARGO")
}

/// A word of the command that is a file's name or an option without a value.
fn is_path(word: &str) -> bool {
    let is_option = word.starts_with('-') && !word.contains('=');
    is_option || std::path::Path::new(word).extension().is_some() && !word.contains("://")
}

/// Words and numbers alone, however they stand together.
fn is_plain(bare: &str) -> bool {
    bare.split(PARTING).all(|part| {
        let count = part.chars().count();
        part.chars().all(char::is_alphabetic) && count <= LONGEST
            || part.bytes().all(|byte| byte.is_ascii_digit()) && count <= DIGITS
    })
}

/// Something of a secret stands in a word, or the word in it.
fn shares(secret: &str, bare: &str) -> bool {
    bare.contains(secret) || bare.chars().count() >= TELLING && secret.contains(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let command = ["curl", "--fail", "get.py", "https://x.com/?k=abcdef", "geheimnis"];
        let variables = [("CRM_TOKEN", "correct horse battery"), ("PATH", "/usr/bin"), ("N", "7")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        covered(line, &command.map(str::to_owned), variables.into_iter())
    }

    #[test]
    fn what_may_be_a_secret_is_not_told() {
        for (line, shown) in [
            (
                "curl: (22) The requested URL returned error: 401",
                "curl: (22) The requested URL returned error: 401",
            ),
            (
                "ModuleNotFoundError: No module named 'requests'",
                "ModuleNotFoundError: No module named 'requests'",
            ),
            (
                "/home/ana/get.py: line 12: connection refused",
                "/home/ana/get.py: line 12: connection refused",
            ),
            ("token eyJhbGciOi is expired", "token … is expired"),
            ("bad key pk_live_51Hx and more", "bad key … and more"),
            ("no Authorization: Bearer abc", "no Authorization: …"),
            ("password: hunter", "password: …"),
            ("senha=hunter", "…"),
            ("got correct horse back", "got … back"),
            ("GET https://x.com/?k=abcdef failed", "GET … failed"),
            ("for geheimnis no answer", "for … no answer"),
            ("aGVsbG8gd29ybGQ= 123456789", "…"),
            ("abcdefghijklmnopqrstuvwxyzabc", "…"),
        ] {
            assert_eq!(told(line), shown, "{line}");
        }
        assert_eq!(told(&"palavra ".repeat(99)).chars().count(), SHOWN);
    }
}
