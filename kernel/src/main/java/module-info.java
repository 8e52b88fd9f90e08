/** Meaning for a guest's memory: the Linux kernel's symbols, types, structures and objects. */
module dev.yagura.kernel {
    requires transitive dev.yagura.memory;
    requires tools.jackson.core;

    exports dev.yagura.kernel;
    exports dev.yagura.kernel.isf;
    exports dev.yagura.kernel.symbols;
    exports dev.yagura.kernel.table;
    exports dev.yagura.kernel.types;
    exports dev.yagura.kernel.linux;
    exports dev.yagura.kernel.linux.bpf;
    exports dev.yagura.kernel.linux.block;
    exports dev.yagura.kernel.linux.code;
    exports dev.yagura.kernel.linux.code.recorded;
    exports dev.yagura.kernel.linux.code.sites;
    exports dev.yagura.kernel.linux.content;
    exports dev.yagura.kernel.linux.control;
    exports dev.yagura.kernel.linux.display;
    exports dev.yagura.kernel.linux.fs;
    exports dev.yagura.kernel.linux.image;
    exports dev.yagura.kernel.linux.mm;
    exports dev.yagura.kernel.linux.net;
    exports dev.yagura.kernel.linux.process;
    exports dev.yagura.kernel.linux.shell;
    exports dev.yagura.kernel.linux.stack;
    exports dev.yagura.kernel.linux.system;
    exports dev.yagura.kernel.linux.tables;
    exports dev.yagura.kernel.linux.trace;
    exports dev.yagura.kernel.linux.wait;
    exports dev.yagura.kernel.view;
    exports dev.yagura.kernel.walk;
}
