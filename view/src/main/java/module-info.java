/** A VM as the VM itself sees it: its files, as memory and disks have them together. */
module dev.yagura.view {
    requires transitive dev.yagura.kernel;
    requires transitive dev.yagura.storage;

    exports dev.yagura.view.files;
    exports dev.yagura.view.guest;
    exports dev.yagura.view.proc;
    exports dev.yagura.view.synthetic;
    exports dev.yagura.view.sysfs;

    // Views of kernel structures are implemented in the package that declares them.
    opens dev.yagura.view.files to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.guest to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.net to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.net.netlink to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.pid to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.sysctl to
            dev.yagura.kernel;
    opens dev.yagura.view.proc.system to
            dev.yagura.kernel;
    opens dev.yagura.view.sysfs to
            dev.yagura.kernel;
}
