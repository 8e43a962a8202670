//! A temporary folder with files of a case or a sample, and the binary run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Seconds that a run waits for files on their way.
pub const FILE_PATIENCE: &str = "ACORDO_FILE_PATIENCE";

/// The program, which does not wait for files that were written a moment ago: each file of a test was. A test of the waiting
/// says how long. It runs where nothing tells of a place.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_acordo"));
    program.env(FILE_PATIENCE, "0").env("TZ", "UTC");
    program
}

/// What says a system's language; a run hears of none unless a test names one.
const LOCALES: [&str; 4] = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];

/// A copy that goes when dropped.
pub struct Room {
    kept: tempfile::TempDir,
}

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Told {
    /// Exit code.
    pub exit: i32,
    /// What was asked for.
    pub stdout: String,
    /// What was said about the work, paths of the room shortened to `…/`.
    pub stderr: String,
}

impl Room {
    /// A room with a copy of a folder of the project; what runs left there stays there.
    pub fn copy_of(folder: &str) -> Self {
        let kept = tempfile::tempdir().unwrap();
        copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder), kept.path());
        Self { kept }
    }

    /// A room with nothing in it.
    pub fn empty() -> Self {
        Self { kept: tempfile::tempdir().unwrap() }
    }

    /// A path in the room.
    pub fn path(&self, name: &str) -> PathBuf {
        self.kept.path().join(name)
    }

    /// The names in a folder of the room, sorted; none when it is not there.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A file's bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A file as JSON.
    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// Runs the binary here with arguments parted by blanks.
    pub fn acordo(&self, arguments: &str) -> Told {
        self.tell(program().args(arguments.split_whitespace()).current_dir(self.kept.path()))
    }

    /// The same at another moment than now (RFC 3339).
    pub fn acordo_at(&self, now: &str, arguments: &str) -> Told {
        self.tell(
            program()
                .args(arguments.split_whitespace())
                .current_dir(self.kept.path())
                .env("ACORDO_NOW", now),
        )
    }

    /// Runs a command and says what came of it.
    pub fn tell(&self, command: &mut Command) -> Told {
        self.tell_or_killed(command).unwrap_or_else(|| panic!("{command:?} was killed"))
    }

    /// The same for a command that may be killed: then there is nothing to say.
    pub fn tell_or_killed(&self, command: &mut Command) -> Option<Told> {
        let is_set = |wanted: &str| command.get_envs().any(|(name, _)| name == wanted);
        let of_others: Vec<&str> = LOCALES.into_iter().filter(|name| !is_set(name)).collect();
        for name in of_others {
            command.env_remove(name);
        }
        let output = command.output().unwrap();
        let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let exit = output.status.code()?;
        Some(Told {
            exit,
            stdout: words(&output.stdout),
            stderr: self.shortened(&words(&output.stderr)),
        })
    }

    /// A run that must succeed.
    pub fn done(&self, arguments: &str) -> Told {
        let told = self.acordo(arguments);
        assert_eq!(told.exit, 0, "acordo {arguments}\n{}", told.stderr);
        told
    }

    /// The same words wherever the room stands and whichever way slashes lean.
    fn shortened(&self, words: &str) -> String {
        let real = self.kept.path().canonicalize().unwrap();
        let paths =
            [real.as_path(), self.kept.path()].map(|path| path.to_string_lossy().into_owned());
        paths
            .iter()
            .fold(words.replace("\r\n", "\n"), |words, path| words.replace(path.as_str(), "…"))
            .replace("…\\", "…/")
    }
}

/// The newest file of a folder whose name begins so: a report that is not today's has its period in its files' names.
pub fn newest_of(folder: &Path, start: &str) -> PathBuf {
    let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(start);
    let paths = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let newest =
        paths.filter(named).max_by_key(|path| path.metadata().unwrap().modified().unwrap());
    newest.unwrap_or_else(|| folder.join(start))
}

fn copy(from: &Path, to: &Path) {
    const LEFT_BY_RUNS: [&str; 4] = ["relatorios", "reports", "outbox", "acordo.db.copies"];
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        match path.is_dir() {
            true if LEFT_BY_RUNS.iter().any(|left| name == *left) => {}
            true => copy(&path, &to.join(name)),
            false if name.to_string_lossy().starts_with("acordo.db") => {}
            false => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}
