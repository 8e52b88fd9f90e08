"""Prints what the kernel says of every file below a directory, one line each, sorted by path."""
import hashlib, os, stat, sys

root = os.fsencode(sys.argv[1])
TYPES = {stat.S_IFREG: "REGULAR", stat.S_IFDIR: "DIRECTORY", stat.S_IFLNK: "SYMBOLIC_LINK",
         stat.S_IFCHR: "CHARACTER_DEVICE", stat.S_IFBLK: "BLOCK_DEVICE", stat.S_IFIFO: "FIFO",
         stat.S_IFSOCK: "SOCKET"}
lines = []


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def visit(path, name):
    s = os.lstat(path)
    kind = TYPES[stat.S_IFMT(s.st_mode)]
    content = "-"
    if kind == "REGULAR":
        content = digest(path)
    elif kind == "SYMBOLIC_LINK":
        content = os.readlink(path).hex()
    attributes = sorted((a, os.getxattr(path, a, follow_symlinks=False).hex())
                        for a in os.listxattr(path, follow_symlinks=False))
    lines.append("%s %s %d %o %d:%d %d links=%d dev=%d m=%d c=%d a=%d %s %s" % (
        name.hex() or "-", kind, s.st_ino, stat.S_IMODE(s.st_mode), s.st_uid, s.st_gid,
        s.st_size if kind in ("REGULAR", "SYMBOLIC_LINK") else -1, s.st_nlink, s.st_rdev,
        s.st_mtime_ns, s.st_ctime_ns, s.st_atime_ns, content,
        ",".join("%s=%s" % a for a in attributes)))
    if kind == "DIRECTORY":
        for child in os.listdir(path):
            visit(path + b"/" + child, name + b"/" + child)


visit(root, b"")
print("\n".join(sorted(lines)))
