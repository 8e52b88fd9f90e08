/** A VM as the VM itself sees it: its files, as memory and disks have them together. */
module dev.yagura.view {
    requires transitive dev.yagura.kernel;
    requires transitive dev.yagura.storage;

    exports dev.yagura.view.files;

    // Views of kernel structures are implemented in the package that declares them.
    opens dev.yagura.view.files to
            dev.yagura.kernel;
}
