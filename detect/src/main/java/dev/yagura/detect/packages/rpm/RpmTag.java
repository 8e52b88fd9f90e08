package dev.yagura.detect.packages.rpm;

/** Entries of a header that are read. */
enum RpmTag {
    NAME(1000, RpmHeader.Type.STRING),
    VERSION(1001, RpmHeader.Type.STRING),
    RELEASE(1002, RpmHeader.Type.STRING),
    EPOCH(1003, RpmHeader.Type.INT32),
    ARCH(1022, RpmHeader.Type.STRING),
    OLDFILENAMES(1027, RpmHeader.Type.STRING_ARRAY),
    FILESTATES(1029, RpmHeader.Type.CHAR),
    FILEMODES(1030, RpmHeader.Type.INT16),
    FILEDIGESTS(1035, RpmHeader.Type.STRING_ARRAY),
    FILELINKTOS(1036, RpmHeader.Type.STRING_ARRAY),
    FILEFLAGS(1037, RpmHeader.Type.INT32),
    FILEUSERNAME(1039, RpmHeader.Type.STRING_ARRAY),
    FILEGROUPNAME(1040, RpmHeader.Type.STRING_ARRAY),
    FILEVERIFYFLAGS(1045, RpmHeader.Type.INT32),
    DIRINDEXES(1116, RpmHeader.Type.INT32),
    BASENAMES(1117, RpmHeader.Type.STRING_ARRAY),
    DIRNAMES(1118, RpmHeader.Type.STRING_ARRAY),
    FILECAPS(5010, RpmHeader.Type.STRING_ARRAY),
    FILEDIGESTALGO(5011, RpmHeader.Type.INT32);

    private final int number;
    private final RpmHeader.Type type;

    RpmTag(int number, RpmHeader.Type type) {
        this.number = number;
        this.type = type;
    }

    int number() {
        return number;
    }

    RpmHeader.Type type() {
        return type;
    }
}
