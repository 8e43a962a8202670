//! A `CronJob` of Kubernetes for each time of day: an indexed job, a task for each share of the agreements.

use super::{LONGEST, TRIES, Timer, cron, not_again, quoted};

/// Where the volume with the agreements lies in the container.
const DATA: &str = "/data";

/// The longest name of a `CronJob`, less the number behind it.
const LONGEST_NAME: usize = 46;

/// One document a time of day.
pub fn text(timer: &Timer) -> String {
    let of_zone = |(zone, times)| {
        let expressions = cron::expressions(times).into_iter();
        expressions.map(|one| (zone, one)).collect::<Vec<(&String, String)>>()
    };
    let job = |(number, (zone, time)): (usize, (&String, String))| job(timer, number, zone, &time);
    let jobs =
        timer.agreed.iter().flat_map(of_zone).enumerate().map(|(at, one)| job((at + 1, one)));
    let about = ["head", "kubernetes"].map(|key| timer.comment(key, "# ")).concat();
    format!("{about}{}", jobs.collect::<String>())
}

fn job(timer: &Timer, number: usize, zone: &str, time: &str) -> String {
    let name: String = timer.unit.chars().take(LONGEST_NAME).collect();
    let tasks = timer.tasks;
    format!(
        "---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {}-{number}
spec:
  schedule: {}
  timeZone: {}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {}
  jobTemplate:
    spec:
      completionMode: Indexed
      completions: {tasks}
      parallelism: {tasks}
      backoffLimitPerIndex: {TRIES}
      maxFailedIndexes: {tasks}
      activeDeadlineSeconds: {}
      podFailurePolicy:
        rules:
          - action: FailIndex
            onExitCodes: {{operator: In, values: [{}]}}
          - action: Ignore
            onPodConditions: [{{type: DisruptionTarget, status: \"True\"}}]
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 65532
            runAsGroup: 65532
            fsGroup: 65532
            seccompProfile: {{type: RuntimeDefault}}
          containers:
            - name: acordo
              image: acordo:{}
              args: [{}]
              workingDir: {DATA}
              envFrom: [{{secretRef: {{name: acordo, optional: true}}}}]
              resources:
                requests: {{cpu: 500m, memory: 512Mi}}
                limits: {{cpu: \"2\", memory: 2Gi}}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities: {{drop: [ALL]}}
              volumeMounts:
                - {{name: data, mountPath: {DATA}}}
                - {{name: tmp, mountPath: /tmp}}
          volumes:
            - name: data
              persistentVolumeClaim: {{claimName: acordo}}
            - name: tmp
              emptyDir: {{}}
",
        name.trim_end_matches('-'),
        quoted(time),
        quoted(zone),
        LONGEST * 3_600,
        LONGEST * 3_600,
        not_again(", "),
        env!("CARGO_PKG_VERSION"),
        arguments(timer).join(", ")
    )
}

/// The arguments with paths as they are in the container; which task it is, the cluster says.
fn arguments(timer: &Timer) -> Vec<String> {
    let below = |word: &String| match word.strip_prefix(&timer.work.folder) {
        Some("") => ".".to_owned(),
        Some(rest) => rest.strip_prefix(['/', '\\']).unwrap_or(word).to_owned(),
        None => word.clone(),
    };
    let mut words: Vec<String> = timer.command(&[]).iter().skip(1).map(below).collect();
    if timer.work.is_of_many() {
        words.extend(["--task".to_owned(), timer.tasks.to_string()]);
    }
    words.iter().map(|word| quoted(word)).collect()
}
