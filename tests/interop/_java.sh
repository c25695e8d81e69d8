# SPDX-License-Identifier: Apache-2.0
#
# Read by tests that ask EU DSS and BouncyCastle.  What Maven brings is kept
# under build/interop, for the versions that pom.xml names, so one run pays
# for it; it takes a minute, and is for the full tier.
java_sources=$MOHUR_SOURCE_DIR/tests/interop/java
java_cache=$MOHUR_SOURCE_DIR/build/interop
java_jars=$java_cache/jars-$(cksum <"$java_sources/pom.xml" | cut -d ' ' -f 1)

# have_java: or the test ends here, with the reason.
have_java() {
    if [ -z "${MOHUR_FULL:-}" ]; then
        echo "SKIP: for the full tier: set MOHUR_FULL"
        exit 77
    fi
    if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
        echo "SKIP: there is no java, or no mvn (Maven)"
        exit 77
    fi
    [ ! -d "$java_jars" ] || return 0
    mkdir -p "$java_cache"
    # Whole or not at all, whoever else does the same.
    if mvn -q -B -f "$java_sources/pom.xml" \
        "-Dmaven.repo.local=$java_cache/maven" dependency:copy-dependencies \
        "-DoutputDirectory=$PWD/jars" >mvn.log 2>&1; then
        mv "$PWD/jars" "$java_jars" 2>/dev/null || [ -d "$java_jars" ]
    else
        echo "SKIP: Maven cannot bring EU DSS: $(grep -m 1 ERROR mvn.log)"
        exit 77
    fi
}

# oracle JOBS ANSWERS: what Oracle.java says to each job, in one process.
oracle() {
    java -Xshare:auto -XX:TieredStopAtLevel=1 -cp "$java_jars/*" \
        "$java_sources/Oracle.java" anchors crls <"$1" >"$2" 2>java.log
}

# answered ANSWERS JOB START: the answer to this job starts so.
answered() {
    awk -F '\t' -v job="$2" '$1 == job { print $2 }' "$1" >answer
    grep -q "^$3" answer || {
        cat answer
        return 1
    }
}
