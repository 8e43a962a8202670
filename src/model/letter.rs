//! A letter as the record and the folder of letters know it, and whom it speaks to.

use super::fold::fold;
use super::hash::short_sha256;
use super::words::Audience;

/// What makes two ways to write an address one mailbox: the address without a name, in small letters.
pub fn mailbox(written: &str) -> String {
    let bare = written.trim().strip_suffix('>').and_then(|open| open.rsplit_once('<'));
    bare.map_or(written, |(_, own)| own).trim().to_lowercase()
}

/// How the word of a letter begins that says to one person what they owe.
pub const TO_PERSON: &str = "person-";
/// How that of one begins that says what falls due for them within hours.
pub const SOON: &str = "soon-";
/// Hex digits by which a person is told from others.
const DIGITS: usize = 12;

/// Whom a letter speaks to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The list of a team, or of those whom both answer to.
    Team(Audience),
    /// One person alone, by a digest: what they owe.
    Person(String),
    /// The same person: what falls due for them within hours.
    Soon(String),
}

impl Reader {
    /// As keys of letters, the outbox and names of files have it; of a person it names nobody.
    pub fn word(&self) -> String {
        match self {
            Self::Team(audience) => audience.word().to_owned(),
            Self::Person(digest) => format!("{TO_PERSON}{digest}"),
            Self::Soon(digest) => format!("{SOON}{digest}"),
        }
    }

    /// The reader of a word; nothing for one that is none, such as the operator.
    pub fn of(word: &str) -> Option<Self> {
        let own = |start| word.strip_prefix(start).map(str::to_owned);
        let team = || Audience::of(word).map(Self::Team);
        team().or_else(|| own(TO_PERSON).map(Self::Person)).or_else(|| own(SOON).map(Self::Soon))
    }

    /// The team's list, where it is one.
    pub fn team(&self) -> Option<Audience> {
        if let Self::Team(audience) = self { Some(*audience) } else { None }
    }
}

/// An owner who gets a letter of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their names as the agreement writes them: one, or several that share a mailbox.
    pub names: Vec<String>,
    /// Where their letter goes.
    pub address: String,
}

impl Person {
    /// Whether an owner of the exports is this person; names are compared folded.
    pub fn is(&self, owner: &str) -> bool {
        self.names.iter().any(|name| fold(name) == fold(owner))
    }

    /// What makes this person's letters theirs: names and mailbox. With another name or address it is another reader.
    pub fn digest(&self) -> String {
        let mut parts: Vec<String> = self.names.iter().map(|name| fold(name)).collect();
        parts.sort_unstable();
        parts.push(mailbox(&self.address));
        short_sha256([parts.join("\n").as_bytes()], DIGITS)
    }
}

/// A letter that every recipient has got.
pub struct Settled {
    /// The name that its file was given.
    pub file_name: String,
    /// Its Message-ID.
    pub id: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}
