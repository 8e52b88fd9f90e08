/** A guest's disks: block devices, what encrypts and divides them, and the files on them. */
module dev.yagura.storage {
    requires org.bouncycastle.provider;
    requires tools.jackson.core;
    requires transitive dev.yagura.bytes;

    exports dev.yagura.storage.block.crypt;
    exports dev.yagura.storage.block.image;
    exports dev.yagura.storage.block.luks;
    exports dev.yagura.storage.block.lvm;
    exports dev.yagura.storage.block.md;
    exports dev.yagura.storage.block.partition;
    exports dev.yagura.storage.block.qcow2;
    exports dev.yagura.storage.block;
    exports dev.yagura.storage.btrfs;
    exports dev.yagura.storage.disk;
    exports dev.yagura.storage.ext;
    exports dev.yagura.storage.file;
    exports dev.yagura.storage.filesystem;
    exports dev.yagura.storage.io.zstd;
    exports dev.yagura.storage.posix;
    exports dev.yagura.storage.vfat;
    exports dev.yagura.storage.xfs;
}
