//! On which filesystem a path lies, as the system itself tells: over a network two computers would write one ledger, and locks do not hold.

use std::path::{Path, PathBuf};

/// Filesystems whose files lie on another computer, as the kernel names them.
const NETWORK: [&str; 17] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "gfs2",
    "glusterfs",
    "lustre",
    "ncpfs",
    "ocfs2",
    "beegfs",
    "gpfs",
    "davfs",
    "davfs2",
    "vboxsf",
];

/// Programs that show a server or a cloud as a folder (`fuse.<program>`); those that only pack or encrypt local files are not among them.
const CLOUDS: [&str; 20] = [
    "sshfs",
    "rclone",
    "s3fs",
    "goofys",
    "gcsfuse",
    "blobfuse",
    "blobfuse2",
    "mount-s3",
    "davfs",
    "davfs2",
    "google-drive-ocamlfuse",
    "gdfs",
    "onedriver",
    "dropbox",
    "pcloud",
    "gvfsd-fuse",
    "kio-fuse",
    "glusterfs",
    "juicefs",
    "curlftpfs",
];

/// The network filesystem a path lies on and where it is mounted: `nfs4 /mnt/vendas`; nothing where it is local or the system does not tell.
pub fn network(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
    network_of(&mounts, path)
}

/// The same by the system's own list: device, folder, filesystem, options. The longest folder that holds the path counts, and of two mounted
/// on the same folder the later.
fn network_of(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let mut parts = line.split(' ').skip(1);
        let folder = PathBuf::from(plain(parts.next()?));
        let kind = parts.next()?.to_owned();
        path.starts_with(&folder).then_some((folder, kind))
    };
    let (folder, kind) =
        mounts.lines().filter_map(mount).max_by_key(|(folder, _)| folder.components().count())?;
    is_network(&kind).then(|| format!("{kind} {}", folder.display()))
}

fn is_network(kind: &str) -> bool {
    NETWORK.contains(&kind)
        || kind.strip_prefix("fuse.").is_some_and(|program| CLOUDS.contains(&program))
}

/// A folder as people write it: the list has blanks and the like as `\040`.
fn plain(folder: &str) -> String {
    let mut out = String::with_capacity(folder.len());
    let mut rest = folder;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let sign = after.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        out.push(sign.map_or('\\', char::from));
        rest = sign.and_then(|_| after.get(3..)).unwrap_or(after);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/sda1 / ext4 rw 0 0\n\
        proc /proc proc rw 0 0\n\
        server:/vendas /mnt/vendas nfs4 rw 0 0\n\
        //srv/x /mnt/uma\\040pasta cifs rw 0 0\n\
        remote: /home/ana/nuvem fuse.rclone rw 0 0\n\
        /dev/sdb1 /mnt/vendas/local xfs rw 0 0\n\
        enc /home/ana/cofre fuse.gocryptfs rw 0 0\n\
        srv:/a /srv nfs rw 0 0\n\
        /dev/sdc /srv ext4 rw 0 0\n";

    #[test]
    fn the_longest_mount_that_holds_a_path_tells() {
        let cases = [
            ("/home/ana/acordo.db", None),
            ("/mnt/vendas/acordo.db", Some("nfs4 /mnt/vendas")),
            ("/mnt/vendas2/acordo.db", None),
            ("/mnt/vendas/local/acordo.db", None),
            ("/mnt/uma pasta/x/acordo.db", Some("cifs /mnt/uma pasta")),
            ("/home/ana/nuvem/acordo.db", Some("fuse.rclone /home/ana/nuvem")),
            ("/home/ana/cofre/acordo.db", None),
            ("/srv/acordo.db", None),
        ];
        for (path, wanted) in cases {
            assert_eq!(network_of(MOUNTS, Path::new(path)).as_deref(), wanted, "{path}");
        }
    }
}
