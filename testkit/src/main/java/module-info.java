/**
 * Proof against real guests: boots Debian kernels under QEMU, plays the attacker from outside, and
 * offers a guest in memory for unit tests. Knows nothing of Yagura above {@code memory}, so that
 * every module from {@code kernel} on may test with it.
 */
module dev.yagura.testkit {
    requires transitive dev.yagura.memory;

    exports dev.yagura.testkit.attacker;
    exports dev.yagura.testkit.fake;
    exports dev.yagura.testkit.guest;
    exports dev.yagura.testkit.kernels;
    exports dev.yagura.testkit.mitm;
}
