//! What reading all sources comes to.

use std::collections::BTreeMap;

use crate::issue::Issue;
use crate::model::dataset::Dataset;
use crate::model::memory::Sightings;
use crate::model::moment::Instant;
use crate::model::places::{Place, Places};

use super::places::Called;

/// What the exports came to.
#[derive(Debug, Default)]
pub struct Mapped {
    /// The dataset.
    pub dataset: Dataset,
    /// What was noticed.
    pub issues: Vec<Issue>,
    /// Sources that could not be used.
    pub refused: Vec<String>,
    /// Files whose rows do not add up (a defect of ours: nothing may be written).
    pub unbalanced: Vec<String>,
    /// Ids of leads that number rows and call nobody.
    pub numbered: Vec<String>,
    /// Stages seen for the first time.
    pub seen: Sightings,
    /// The first instant that leads, deals and activities tell of, also where it lies after the run's time.
    pub begins: Option<Instant>,
    /// Where everything known of the leads asked for stands in the files.
    pub places: BTreeMap<usize, Places>,
    /// The rows asked for.
    pub rows: Vec<(Place, Called)>,
}
