package dev.yagura.storage.ext;

/** In which groups there is a copy of the superblock. */
final class BackupGroups {
    private static final int SPARSE_SUPER2 = 0x200;

    private BackupGroups() {}

    static boolean hasSuperblock(ExtSuperblock sb, long group) {
        if (group == 0) {
            return true;
        }
        if (sb.hasCompat(SPARSE_SUPER2)) {
            return group == sb.backupGroup0() || group == sb.backupGroup1();
        }
        return group == 1
                || !sb.hasRoCompat(Features.RO_COMPAT_SPARSE_SUPER)
                || isPower(group, 3)
                || isPower(group, 5)
                || isPower(group, 7);
    }

    private static boolean isPower(long number, long base) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }
}
