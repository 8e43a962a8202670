//! The agreement on one page: what the agreement says and nothing else, the same each time, in HTML that needs nothing.

use crate::room::Room;

#[test]
fn the_page_says_what_was_agreed_and_needs_nothing_else() {
    for (folder, promise, no) in [
        ("sample-data", "Entregar 300 leads líquidos no mês", "Marketing"),
        ("sample-data/en", "Deliver", "Marketing"),
    ] {
        let room = Room::copy_of(folder);
        let at = |arguments: &str| {
            let told = room.acordo_at("2026-11-23T08:00:00-03:00", arguments);
            assert_eq!(told.exit, 0, "{}", told.stderr);
            told.stdout
        };
        let (text, html) = (at("agreement"), at("agreement --html"));
        assert!(text.contains(promise) && html.contains(promise), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 96), "{text}");
        assert!(html.contains(&format!("<dt>{no}</dt>")), "{html}");
        for foreign in ["<script", "http://", "https://", "src=", "{{"] {
            assert!(!html.contains(foreign), "{foreign}");
        }
        assert_eq!(html, at("agreement --html"), "the same each time");
        assert!(!room.path("acordo.db").exists(), "nothing is written");
        // Without the exports it stands all the same.
        for name in room.names("").into_iter().filter(|name| !name.ends_with(".toml")) {
            let _a_folder_stays = std::fs::remove_file(room.path(&name));
        }
        assert!(at("agreement").contains(promise));
    }
}
