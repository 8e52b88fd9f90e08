/** Detectors, what they find, and the scan that runs them. */
module dev.yagura.detect {
    requires transitive dev.yagura.kernel;
    requires transitive dev.yagura.network;
    requires transitive dev.yagura.storage;
    requires org.snakeyaml.engine;
    requires org.tukaani.xz;
    requires tools.jackson.core;

    exports dev.yagura.detect;
    exports dev.yagura.detect.allow;
    exports dev.yagura.detect.baseline;
    exports dev.yagura.detect.builtin;
    exports dev.yagura.detect.crossview;
    exports dev.yagura.detect.files;
    exports dev.yagura.detect.lists;
    exports dev.yagura.detect.memory;
    exports dev.yagura.detect.network;
    exports dev.yagura.detect.originals;
    exports dev.yagura.detect.packages;
    exports dev.yagura.detect.rules;
    exports dev.yagura.detect.storage;
    exports dev.yagura.detect.yaml;
    exports dev.yagura.detect.yara;

    // Views of kernel structures are implemented in the package that declares them.
    opens dev.yagura.detect.memory.control to
            dev.yagura.kernel;
}
