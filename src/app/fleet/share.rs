//! Which part of the agreements one task of an array is for.

/// A task's number among its array's, counted from 1; the whole is `1` of `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which task this is.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

/// Why it is not known which part a task is for.
#[derive(Debug, PartialEq, Eq)]
pub enum Unclear {
    /// The words of `--task` are no `K/N` with K from 1 to N.
    Words(String),
    /// `--task N` was asked for, and no engine says which of them this is, or it says one beyond N.
    NoIndex(usize),
    /// The engine named by its variable says which task this is, and neither it nor `--task` how many there are.
    NoCount(&'static str),
}

/// What an engine tells each task of an array: the variables of its index, of the index of the first task, of the step between
/// two, and of how many tasks there are; a variable without a name is not given by that engine.
struct Engine {
    index: &'static str,
    first: &'static str,
    step: &'static str,
    count: &'static str,
}

/// Kubernetes (indexed Job), Slurm (array) and AWS Batch (array job), as each documents its variables.
const ENGINES: [Engine; 3] = [
    Engine { index: "JOB_COMPLETION_INDEX", first: "", step: "", count: "" },
    Engine {
        index: "SLURM_ARRAY_TASK_ID",
        first: "SLURM_ARRAY_TASK_MIN",
        step: "SLURM_ARRAY_TASK_STEP",
        count: "SLURM_ARRAY_TASK_COUNT",
    },
    Engine {
        index: "AWS_BATCH_JOB_ARRAY_INDEX",
        first: "",
        step: "",
        count: "AWS_BATCH_JOB_ARRAY_SIZE",
    },
];

impl Share {
    /// The share that `--task` names (`K/N`, or `N` with the index of the engine), else the one the engine names, else all.
    pub fn asked(
        task: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Unclear> {
        let number_of = |name: &str| variable(name)?.trim().parse::<usize>().ok();
        let engine = ENGINES.iter().find(|engine| number_of(engine.index).is_some());
        let index = engine.and_then(|engine| {
            let first = number_of(engine.first).unwrap_or(0);
            let step = number_of(engine.step).unwrap_or(1).max(1);
            number_of(engine.index)?.checked_sub(first).map(|index| index / step)
        });
        let Some(task) = task else {
            let Some(engine) = engine else { return Ok(Self { number: 1, of: 1 }) };
            let of = number_of(engine.count).ok_or(Unclear::NoCount(engine.index))?;
            return Self::at(index, of);
        };
        let wrong = || Unclear::Words(task.to_owned());
        let (number, of) = task.split_once('/').map_or((None, task), |(k, n)| (Some(k), n));
        let of = of.trim().parse().ok().filter(|of| *of > 0).ok_or_else(wrong)?;
        let Some(number) = number else { return Self::at(index, of) };
        let number = number.trim().parse().ok().filter(|number| (1..=of).contains(number));
        number.map(|number| Self { number, of }).ok_or_else(wrong)
    }

    fn at(index: Option<usize>, of: usize) -> Result<Self, Unclear> {
        let index = index.filter(|index| *index < of).ok_or(Unclear::NoIndex(of))?;
        Ok(Self { number: index + 1, of })
    }

    /// Whether this share holds the agreement at a place (from 0) of the sorted list: every one is in exactly one share.
    pub fn holds(self, place: usize) -> bool {
        place % self.of + 1 == self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(task: &str, variables: &[(&str, &str)]) -> Result<Share, Unclear> {
        let task = Some(task).filter(|task| !task.is_empty());
        Share::asked(task, |name| {
            variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_task_is_named_by_hand_or_by_its_engine() {
        const SLURM: [(&str, &str); 4] = [
            ("SLURM_ARRAY_TASK_ID", "14"),
            ("SLURM_ARRAY_TASK_MIN", "10"),
            ("SLURM_ARRAY_TASK_STEP", "2"),
            ("SLURM_ARRAY_TASK_COUNT", "5"),
        ];
        const AWS: [(&str, &str); 2] =
            [("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("AWS_BATCH_JOB_ARRAY_SIZE", "3")];
        const POD: [(&str, &str); 1] = [("JOB_COMPLETION_INDEX", "3")];
        let share = |number, of| Ok(Share { number, of });
        assert_eq!(asked("", &[]), share(1, 1));
        assert_eq!(asked("2/3", &[]), share(2, 3));
        assert_eq!(asked("", &SLURM), share(3, 5), "the third of 10, 12, 14, 16, 18");
        assert_eq!(asked("", &AWS), share(1, 3));
        assert_eq!(asked("4", &POD), share(4, 4));
        assert_eq!(asked("1/2", &POD), share(1, 2), "what a person says comes first");
        assert_eq!(asked("", &POD), Err(Unclear::NoCount("JOB_COMPLETION_INDEX")));
        assert_eq!(asked("3", &POD), Err(Unclear::NoIndex(3)));
        assert_eq!(asked("4", &[]), Err(Unclear::NoIndex(4)));
        for wrong in ["5/3", "0/3", "x", "1/0", "-1/3", "1/2/3", "0"] {
            assert_eq!(asked(wrong, &[]), Err(Unclear::Words(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn each_place_is_in_one_share() {
        for of in 1..9 {
            for place in 0..50 {
                let holding = (1..=of).filter(|number| Share { number: *number, of }.holds(place));
                assert_eq!(holding.count(), 1, "place {place} of {of} tasks");
            }
        }
    }
}
