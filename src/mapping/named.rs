//! What the name of an export says of all its rows: `Ligações.csv` holds calls.

use std::collections::BTreeSet;

use crate::model::fold::fold;
use crate::model::table::RawTable;
use crate::model::words::Channel;

/// Names of exports that hold one channel. Fewer than the words of a column: `Inbound`, `Instagram` or `Facebook` in the name of a file
/// may as well say where its leads are from.
const NAMES: [(Channel, &[&str]); 5] = [
    (
        Channel::Call,
        &[
            "ligação",
            "ligações",
            "ligações telefônicas",
            "chamada",
            "chamadas",
            "telefonema",
            "telefonemas",
            "discagens",
            "call",
            "calls",
            "phone calls",
            "call log",
            "dials",
        ],
    ),
    (Channel::Whatsapp, &["whatsapp", "whats", "wpp", "zap"]),
    (Channel::Email, &["email", "emails", "e-mail", "e-mails"]),
    (Channel::Sms, &["sms", "torpedo", "torpedos"]),
    (Channel::Meeting, &["reunião", "reuniões", "visitas", "meeting", "meetings"]),
];

/// Words that make a name say less: what lies beside them may be of several channels, or of the leads.
const VAGUE: [&str; 20] = [
    "atividade",
    "atividades",
    "activity",
    "activities",
    "contato",
    "contatos",
    "contact",
    "contacts",
    "interação",
    "interações",
    "interactions",
    "lead",
    "leads",
    "tarefa",
    "tarefas",
    "task",
    "tasks",
    "agenda",
    "outros",
    "others",
];

/// Most words of a name of [`NAMES`].
const LONGEST: usize = 2;

/// The channel of a table's rows where no column tells it: by the name of its sheet, of its file, of its source, the first that says one.
pub fn channel(table: &RawTable, source: &str) -> Option<Channel> {
    let file = table.path.file_stem().unwrap_or_default().to_string_lossy();
    let sheet = table.sheet.as_deref();
    sheet.into_iter().chain([&*file, source]).find_map(channel_of)
}

/// The one channel that a name tells; nothing where it tells none, several, or something vague.
fn channel_of(name: &str) -> Option<Channel> {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphabetic()).map(fold).filter(|own| !own.is_empty()).collect();
    let is_vague = |word: &String| VAGUE.iter().any(|own| fold(own) == *word);
    if words.iter().any(is_vague) {
        return None;
    }
    let runs = (1..=LONGEST).flat_map(|length| words.windows(length).map(<[String]>::concat));
    let found: BTreeSet<Channel> = runs.filter_map(|run| meaning(&run)).collect();
    found.first().copied().filter(|_| found.len() == 1)
}

fn meaning(word: &str) -> Option<Channel> {
    let is_it = |names: &[&str]| names.iter().any(|own| fold(own).replace(' ', "") == word);
    NAMES.iter().find(|(_, names)| is_it(names)).map(|(channel, _)| *channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_one_channel_or_none() {
        use Channel::{Call, Email, Meeting, Sms, Whatsapp};
        for (name, wanted) in [
            ("Ligações", Some(Call)),
            ("ligacoes_2026-11", Some(Call)),
            ("Relatório de chamadas nov", Some(Call)),
            ("calls (3)", Some(Call)),
            ("call-log", Some(Call)),
            ("Histórico ligações telefônicas", Some(Call)),
            ("WhatsApp", Some(Whatsapp)),
            ("zap vendas 11-2026", Some(Whatsapp)),
            ("E-mails enviados", Some(Email)),
            ("emails", Some(Email)),
            ("SMS", Some(Sms)),
            ("Reuniões", Some(Meeting)),
            ("Ligações e WhatsApp", None),
            ("Leads do WhatsApp", None),
            ("Atividades - ligações", None),
            ("tarefas de ligação", None),
            ("Inbound", None),
            ("instagram", None),
            ("activities", None),
            ("recall", None),
            ("Plan1", None),
            ("", None),
        ] {
            assert_eq!(channel_of(name), wanted, "{name}");
        }
    }
}
