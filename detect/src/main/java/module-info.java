/** Detectors, what they find, and the scan that runs them. */
module dev.yagura.detect {
    requires transitive dev.yagura.kernel;

    exports dev.yagura.detect;
}
