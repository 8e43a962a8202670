//! What a workbook asks to be run is refused, wherever it says so.

use super::*;

#[test]
fn a_workbook_says_no_command() {
    let book = sheets(&agreement(starter(Language::PtBr)));
    let commands = [
        ("source[1].fetch", "[\"rm\", \"x\"]"),
        ("source.fetch", "[\"rm\"]"),
        ("source[2].fetch.command", "[\"rm\"]"),
        ("source[2].fetch", "DECIDA: qual?"),
        ("mail.deliver.password-command", "rm x"),
        // Nor does a table of which one is a part.
        ("mail.deliver", "{ smtp = \"h\", password-command = \"rm x\" }"),
        ("mail", "{ deliver = { password-command = \"rm x\" } }"),
        ("source[9]", "{ name = \"x\", fetch = { command = [\"rm\"] } }"),
    ];
    let count =
        understand(starter(Language::PtBr), Path::new("/acordo.toml")).unwrap().sources.len();
    for (path, command) in commands {
        let path = &path.replace("[9]", &format!("[{}]", count + 1));
        let mut changed = book.clone();
        set(&mut changed, "Outras", (40, 0), text(path));
        set(&mut changed, "Outras", (40, 1), text(command));
        assert_eq!(told(&changed), [format!("Outras!A41 only-in-toml {path} {path}")]);
    }
    let text = starter(Language::PtBr);
    let with = text.replacen("[[source]]\n", "[[source]]\nfetch = [\"x\"]\n", 1);
    let own = understand(&with, Path::new("/acordo.toml"));
    assert!(own.is_err(), "its files are a pattern");
}
