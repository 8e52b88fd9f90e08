package dev.yagura.storage.file;

/** What {@code chattr(1)} and others have set for an inode. */
public enum FileFlag {
    /** Not even the superuser may change the file. */
    IMMUTABLE,
    /** Not even the superuser may change the file other than by adding to its end. */
    APPEND_ONLY,
    /** Content, names or target are encrypted by fscrypt: they are refused here. */
    ENCRYPTED,
    /** The kernel checks the content against a hash tree (fs-verity). */
    VERITY,
    /** Names in this directory are looked up without regard to case. */
    CASE_INSENSITIVE
}
