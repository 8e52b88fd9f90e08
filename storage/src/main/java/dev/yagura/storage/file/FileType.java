package dev.yagura.storage.file;

/** What an inode is: the file types of POSIX. */
public enum FileType {
    REGULAR,
    DIRECTORY,
    SYMBOLIC_LINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    FIFO,
    SOCKET
}
