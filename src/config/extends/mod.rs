//! `extends`: an agreement that says only what is its own, over a base that says the rest; either may be TOML or a workbook.
//!
//! Both are merged into one text, as if it had been written so: that text is checked, kept in the record and hashed, so a changed base is a
//! changed agreement. Each of its lines knows the file and line that it comes from.

mod chain;
mod merge;

use std::path::Path;

use crate::config::book::Document;
use crate::config::looks::with_logo;
use crate::config::problem::Problem;
use crate::config::{understand, understand_document};
use crate::model::agreement::{Agreement, Undecided};
use crate::model::hash::sha256;

pub use chain::language;
use chain::{Layer, layers};
pub use merge::Origin;
use merge::{At, Merged, merged};

/// Reads an agreement with all that it extends; on failure every problem of it, each where it stands.
pub fn load(path: &Path) -> Result<Agreement, Vec<Problem>> {
    let mut layers = layers(path)?;
    if let [_] = layers.as_slice() {
        let Some(Layer { text, document, .. }) = layers.pop() else { return Err(Vec::new()) };
        return match document {
            None => understand(&text, path).and_then(with_logo),
            Some(document) => understand_document(document, path, with_logo),
        };
    }
    let merged = merged(&layers).map_err(|found| placed(&mut layers, &found))?;
    match understand(&merged.text, path).and_then(with_logo) {
        Ok(mut agreement) if layers.iter().all(Layer::is_whole) => {
            agreement.undecided.iter_mut().for_each(|own| settle(&layers, &merged, own));
            agreement.hash = sha256(agreement.text.as_bytes());
            agreement.bases = layers.iter().skip(1).map(|layer| layer.path.clone()).collect();
            Ok(agreement)
        }
        Ok(_) => Err(placed(&mut layers, &[])),
        Err(problems) => {
            let found = problems.into_iter().map(|problem| of_layer(&layers, &merged, problem));
            let found: Vec<(usize, Problem)> = found.collect();
            Err(placed(&mut layers, &found))
        }
    }
}

/// Where each value of an agreement stands, in the order of its keys: the path of the key, and the file with line or cell.
pub fn origins(path: &Path) -> Result<Vec<Origin>, Vec<Problem>> {
    let mut layers = layers(path)?;
    let merged = merged(&layers).map_err(|found| placed(&mut layers, &found))?;
    let mut origins = merged.origins;
    origins.iter_mut().for_each(|origin| {
        if let Some(layer) = layers.get(origin.at.layer) {
            origin.place = layer.place(origin.at.line);
        }
    });
    Ok(origins)
}

/// A problem of the merged text at its layer, by the line there; a key that is missing altogether is missing in the agreement itself.
fn of_layer(layers: &[Layer], merged: &Merged, mut problem: Problem) -> (usize, Problem) {
    let is_missing_part = problem.code == "missing" && !problem.path.contains('.');
    let own = At { layer: 0, line: 1 };
    let at = if is_missing_part { own } else { merged.at(problem.line).unwrap_or(own) };
    problem.line = at.line;
    let other = problem.found.parse().ok().filter(|_| problem.code == "overlap");
    if let Some(other) = other.and_then(|line| merged.at(line)) {
        problem.found = match layers.get(other.layer) {
            Some(layer) if other.layer != at.layer => layer.place(other.line),
            _ => other.line.to_string(),
        };
    }
    (at.layer, problem)
}

/// Problems with what could not be read of the layers' own cells, each named by its file; those of the agreement itself first.
fn placed(layers: &mut [Layer], found: &[(usize, Problem)]) -> Vec<Problem> {
    let mut all = Vec::new();
    for (number, layer) in layers.iter_mut().enumerate() {
        let own = found.iter().filter(|(of, _)| *of == number);
        let mut own: Vec<Problem> = own.map(|(_, problem)| problem.clone()).collect();
        if let Some(document) = layer.document.take() {
            own = document.placed(own);
        }
        own.sort_by_key(|problem| problem.line);
        if number > 0 {
            own.iter_mut().for_each(|problem| layer.shown.clone_into(&mut problem.file));
        }
        all.extend(own);
    }
    all
}

/// Puts what is still to be decided where it stands.
fn settle(layers: &[Layer], merged: &Merged, own: &mut Undecided) {
    let Some(at) = merged.at(own.line).filter(|_| own.file.is_empty()) else { return };
    let Some(layer) = layers.get(at.layer) else { return };
    own.line = at.line;
    layer.document.iter().for_each(|document: &Document| document.place(own));
    if at.layer > 0 {
        layer.shown.clone_into(&mut own.file);
    }
}
