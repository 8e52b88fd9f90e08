/** What {@code yagura exec} is made of: tools, sets of them, and what is printed of a run. */
@NullMarked
package dev.yagura.cli.exec;

import org.jspecify.annotations.NullMarked;
