package dev.yagura.testkit.kernels;

import java.util.regex.Pattern;

/** The kernels Yagura is tested on, by the names of Debian's packages. */
public enum DebianKernel {
    /** Bullseye's 5.10, generic: system calls still go through the table; 4-level paging only. */
    V5_10("5.10", "bullseye", "linux-image-5\\.10\\.0-\\d+-amd64"),
    /** Bookworm's 6.1 for cloud guests. */
    V6_1_CLOUD("6.1-cloud", "bookworm", "linux-image-6\\.1\\.0-\\d+-cloud-amd64"),
    /** Bookworm's 6.1, generic. */
    V6_1("6.1", "bookworm", "linux-image-6\\.1\\.0-\\d+-amd64"),
    /** Trixie's 6.12, generic. */
    V6_12("6.12", "trixie", "linux-image-6\\.12\\.\\d+\\+deb13-amd64"),
    /** Sid's newest for cloud guests, 7.x at the time of writing. */
    NEWEST("sid", "sid", "linux-image-\\d+\\.\\d+[0-9.]*(-\\d+|\\+deb\\d+)-cloud-amd64");

    private final String label;
    private final String suite;
    private final Pattern imagePackage;

    DebianKernel(String label, String suite, String imagePackage) {
        this.label = label;
        this.suite = suite;
        this.imagePackage = Pattern.compile(imagePackage);
    }

    /** Returns the short name: of the cache folder, on command lines, in test names. */
    public String label() {
        return label;
    }

    /** Returns the code name of the Debian suite the kernel comes from. */
    String suite() {
        return suite;
    }

    /** Returns whether a package of that name holds a build of this kernel. */
    boolean isImagePackage(String packageName) {
        return imagePackage.matcher(packageName).matches();
    }
}
