//! A preview shows everything and leaves nothing behind; a workbook too large for a letter goes without its list of leads.

use std::fs;

use crate::run::Sample;

#[test]
fn a_preview_is_neither_recorded_nor_sent() {
    for (sample, folder) in [(Sample::pt(), "previa"), (Sample::en(), "preview")] {
        let room = &sample.room;
        room.done("preview --as-of 2026-11-23T08:00");
        let names = room.names(folder);
        assert_eq!(
            names.iter().filter(|name| name.ends_with(".html")).count(),
            sample.letters,
            "{names:?}"
        );
        assert!(
            names.contains(&"acordo_2026-11-23.xlsx".to_owned())
                && names.contains(&"progresso.png".to_owned()),
            "{names:?}"
        );
        assert!(room.text(&format!("{folder}/sales.html")).contains("src=\"progresso.png\""));
        assert!(
            !room.path("acordo.db").exists()
                && room.names("outbox").is_empty()
                && room.names(sample.reports).is_empty()
        );
    }
}

#[test]
fn a_workbook_too_large_for_a_letter_goes_without_its_leads() {
    let Sample { room, .. } = Sample::pt();
    let agreement = room.text("acordo.toml").replace("[mail]\n", "[mail]\nmax-size = \"100 KB\"\n");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    room.done("run --as-of 2026-11-23T08:00");
    let whole = room.bytes("relatorios/acordo_2026-11-23.xlsx");
    assert!(whole.len() > 100_000, "{}", whole.len());
    for name in room.names("outbox") {
        let letter = room.bytes(&format!("outbox/{name}"));
        assert!(letter.len() < whole.len() * 4 / 3, "{} of {}", letter.len(), whole.len());
        let text = room.text(&format!("outbox/{name}")).replace("=\r\n", "");
        assert!(text.contains("sem a lista de leads"), "{name}");
    }
}
