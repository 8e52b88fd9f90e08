/** The flows in packets, as rows: who talks to whom, in which protocol, and whom they name. */
@NullMarked
package dev.yagura.cli.flows;

import org.jspecify.annotations.NullMarked;
