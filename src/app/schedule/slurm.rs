//! An array script of Slurm: a task is a share of the agreements, tried again where that can help.

use super::{LONGEST, PAUSE, TRIES, Timer, cron, not_again, shell};

/// The script, with the line of cron that hands it in each day.
pub fn text(timer: &Timer) -> String {
    let Timer { unit, tasks, work, .. } = timer;
    let hand_in = |times: String| format!("#   {times} sbatch {unit}.sh\n");
    let daily: String = cron::expressions(&timer.local).into_iter().map(hand_in).collect();
    let words: Vec<String> = timer.command(&[]).iter().map(|word| shell(word)).collect();
    let share = if work.is_of_many() {
        format!(" --task \"$SLURM_ARRAY_TASK_ID/{tasks}\"")
    } else {
        String::new()
    };
    format!(
        "#!/bin/bash\n#SBATCH --job-name={unit}\n#SBATCH --array=1-{tasks}\n#SBATCH --cpus-per-task=2\n\
         #SBATCH --mem=2G\n#SBATCH --time={LONGEST:02}:00:00\n#SBATCH --requeue\n#SBATCH --open-mode=append\n\
         #SBATCH --output={unit}-%a.log\n\
         {}{}{daily}\
         cd {} || exit 2\n\
         for left in {}; do\n    {}{share}\n    code=$?\n    case $code in 0 | {}) break ;; esac\n    \
         [ \"$left\" -eq 0 ] || sleep {}\ndone\nexit \"$code\"\n",
        timer.comment("head", "# "),
        timer.comment("slurm", "# "),
        shell(&work.folder),
        (0..=TRIES).rev().map(|left| left.to_string()).collect::<Vec<_>>().join(" "),
        words.join(" "),
        not_again(" | "),
        PAUSE * 60
    )
}
