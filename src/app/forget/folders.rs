//! Which folders a person is looked for in: those of today, and those that reports, letters and previews went to before.

use std::path::{Path, PathBuf};

use crate::app::open::Opened;
use crate::app::written;
use crate::ledger::written::{Written, real};

/// The folders of an agreement.
pub struct Folders {
    /// Those that are gone through.
    pub own: Vec<PathBuf>,
    /// Those that were written into and are not there any more.
    pub gone: Vec<PathBuf>,
    /// Those of other agreements in the same record: whoever is called so there may be somebody else.
    pub others: Vec<PathBuf>,
}

impl Folders {
    pub fn of(opened: &Opened, written: &Written) -> Self {
        let agreement = &opened.agreement;
        let mut own = vec![
            agreement.report.folder.clone(),
            written::beside(opened),
            agreement.mail.folder.clone(),
        ];
        own.sort();
        own.dedup_by_key(|path| real(path));
        let (before, others) = written.folders(&agreement.name);
        let is_new =
            |own: &[PathBuf], path: &Path| own.iter().all(|known| real(known) != real(path));
        let (mut gone, mut of_others) = (Vec::new(), Vec::new());
        for path in before {
            if is_new(&own, path) {
                let into = if path.is_dir() { &mut own } else { &mut gone };
                into.push(path.to_owned());
            }
        }
        for path in others {
            if is_new(&own, path) && path.is_dir() {
                of_others.push(path.to_owned());
            }
        }
        Self { own, gone, others: of_others }
    }

    /// True of a file that is there and in none of the folders that are gone through.
    pub fn is_beyond(&self, path: &Path) -> bool {
        path.is_file() && path.parent().is_none_or(|folder| !self.has(folder))
    }

    /// True of a folder that is gone through by itself.
    pub fn has(&self, path: &Path) -> bool {
        let path = real(path);
        self.own.iter().any(|own| real(own) == path)
    }
}
