package dev.yagura.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, as {@code --version} prints it. */
final class Version implements IVersionProvider {
    /** The version of this source tree; the build checks that it is the POM's. */
    static final String NUMBER = "0.1.0-SNAPSHOT";

    @Override
    public String[] getVersion() {
        return new String[] {"yagura " + NUMBER, "Java " + Runtime.version()};
    }
}
