//! Limits of the system: full disks, folders one may not write to, files that may not grow. Nothing is lost, and the exit code says so.

use std::fs;
use std::process::{Command, Stdio};

use super::pki::Shown;
use super::server::{Server, USUAL};
use super::{Job, taken};
use crate::support::skip::skip;

/// A disk that is too small, then read-only, then large enough. Needs root and a Linux.
#[test]
fn a_full_disk_stops_before_anything_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !mount("size=20m") {
        skip("no right to mount a small disk here");
        return;
    }
    let _unmounted = Unmount(folder.path().to_owned());
    let mut sent = 0;
    for kilobytes in [16, 64, 130, 200, 320, 600, 1_100, 1_300, 1_600, 2_000] {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port);
        let state = folder.path().join(format!("{kilobytes}"));
        fs::create_dir(&state).unwrap();
        let (reports, ledger) = (state.join("r"), state.join("acordo.db"));
        let settings =
            format!("[report]\nfolder = {reports:?}\n[ledger]\nfile = {ledger:?}\n[mail]");
        let job = job.with("[mail]\n", &format!("{settings}\n"));
        assert!(mount(&format!("remount,size={kilobytes}k")));
        let full = job.run();
        let before = taken(&server);
        assert!([0, 8].contains(&full.exit), "{kilobytes} kB: {}\n{}", full.exit, full.stderr);
        assert_eq!(before, [usize::from(full.exit == 0); 3], "{kilobytes} kB\n{}", full.stderr);
        sent += before[0];
        assert!(mount("remount,size=20m"));
        let second = job.run();
        assert_eq!(
            (second.exit, taken(&server)),
            (0, vec![1; 3]),
            "{kilobytes} kB\n{}",
            second.stderr
        );
        let left = fs::read_dir(&reports).unwrap().filter(|entry| {
            entry.as_ref().unwrap().file_name().to_string_lossy().contains(".part")
        });
        assert_eq!(left.count(), 0, "nothing half-written stays");
        assert!(mount("remount,ro"));
        let locked = job.acordo("run --as-of 2026-11-24T08:00 --send");
        assert_eq!((locked.exit, taken(&server)), (8, vec![1; 3]), "{}", locked.stderr);
        assert!(mount("remount,rw"));
        fs::remove_dir_all(&state).unwrap();
    }
    assert!((1..10).contains(&sent), "some sizes are too small and some are not: {sent}");
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg(&self.0).status();
    }
}

/// A file that may not grow beyond a limit: an error with its words, not a signal.
#[test]
fn a_limit_on_file_sizes_is_an_error_with_its_words() {
    if !cfg!(target_os = "linux") || Command::new("prlimit").arg("--version").output().is_err() {
        skip("no prlimit here");
        return;
    }
    let mut sent = 0;
    for bytes in [0, 4_000, 20_000, 60_000, 120_000, 400_000, 900_000, 4_000_000] {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port);
        let told = job.room.tell(&mut within(&job, "prlimit", &[format!("--fsize={bytes}")]));
        assert!(
            [0, 8].contains(&told.exit) && (told.exit == 0 || !told.stderr.is_empty()),
            "{bytes}: {} {}",
            told.exit,
            told.stderr
        );
        assert_eq!(taken(&server), [usize::from(told.exit == 0); 3], "{bytes}: {}", told.stderr);
        sent += usize::from(told.exit == 0);
        let second = job.run();
        assert_eq!((second.exit, taken(&server)), (0, vec![1; 3]), "{bytes}: {}", second.stderr);
    }
    assert!((1..8).contains(&sent), "some limits are too low and some are not: {sent}");
}

/// A user who may read everything and write nothing.
#[test]
fn a_folder_one_may_not_write_to_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    fs::set_permissions(job.room.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let nobody =
        ["--reuid=65534".to_owned(), "--regid=65534".to_owned(), "--clear-groups".to_owned()];
    let may = Command::new("setpriv")
        .args(&nobody)
        .args(["test", "-x", env!("CARGO_BIN_EXE_acordo")])
        .stderr(Stdio::null())
        .status();
    if !may.is_ok_and(|status| status.success()) {
        // Where the project lies below a folder of its owner alone, that user cannot start the program: no want of CI.
        println!("skipped: the program is out of reach of a user who may write nothing");
        return;
    }
    let told = job.room.tell(&mut within(&job, "setpriv", &nobody));
    assert!(told.exit == 8 && told.stderr.contains("acordo.db"), "{} {}", told.exit, told.stderr);
    assert_eq!(taken(&server), [0; 3]);
    let second = job.run();
    assert_eq!((second.exit, taken(&server)), (0, vec![1; 3]), "{}", second.stderr);
    let mode = fs::metadata(job.room.path("acordo.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "the record is its owner's alone");
}

/// The daily run inside another program.
fn within(job: &Job, program: &str, arguments: &[String]) -> Command {
    let plain = job.command("run --as-of 2026-11-23T08:00 --send");
    let mut command = Command::new(program);
    command.args(arguments).arg(plain.get_program()).args(plain.get_args());
    command
        .current_dir(plain.get_current_dir().unwrap())
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}
