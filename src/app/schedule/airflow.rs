//! A DAG of Airflow for each zone: a mapped task for each share of the agreements.

use super::{LONGEST, PAUSE, TRIES, Timer, Times, cron, not_again, quoted};

/// The file for the folder of DAGs.
pub fn text(timer: &Timer) -> String {
    let about = ["head", "airflow"].map(|key| timer.comment(key, "# ")).concat();
    let dags =
        (1..).zip(&timer.agreed).map(|(number, (zone, times))| dag(timer, number, zone, times));
    let words: Vec<String> = timer.command(&[]).iter().map(|word| quoted(word)).collect();
    let share = if timer.work.is_of_many() { ", \"--task\", f\"{number}/{TASKS}\"" } else { "" };
    format!(
        "{about}import subprocess
from datetime import datetime, timedelta

from airflow.sdk import DAG, task
from airflow.timetables.trigger import MultipleCronTriggerTimetable

try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # before 3.2
    from airflow.exceptions import AirflowFailException

TASKS = {}


@task(
    retries={TRIES},
    retry_delay=timedelta(minutes={PAUSE}),
    execution_timeout=timedelta(hours={LONGEST}),
)
def share(number):
    command = [{}{share}]
    code = subprocess.run(command, cwd={}).returncode
    if code in ({}):
        raise AirflowFailException(f\"exit {{code}}\")
    if code:
        raise RuntimeError(f\"exit {{code}}\")

{}",
        timer.tasks,
        words.join(", "),
        quoted(&timer.work.folder),
        not_again(", "),
        dags.collect::<String>()
    )
}

fn dag(timer: &Timer, number: usize, zone: &str, begun: &Times) -> String {
    let expressions: Vec<String> =
        cron::expressions(begun).iter().map(|one| format!("{}, ", quoted(one))).collect();
    format!(
        "
with DAG(
    {},
    schedule=MultipleCronTriggerTimetable({}timezone={}),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
):
    share.expand(number=list(range(1, TASKS + 1)))
",
        quoted(&format!("{}-{number}", timer.unit)),
        expressions.concat(),
        quoted(zone)
    )
}
