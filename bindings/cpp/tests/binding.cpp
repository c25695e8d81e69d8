/* SPDX-License-Identifier: Apache-2.0 */
/* The binding as a C++ program uses it.  Give it a folder to work in. */

#include <mohur/mohur.hpp>

#include "facts.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

namespace
{

const std::string passphrase = "correct horse battery";
const char KEY_A[] = "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/"
                     "HZQSG/N0iAG0D29c";
const char KEY_B[] = "authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqR"
                     "tO43ol32D1uPybOU";
std::string folder;
std::string data;

/* What lives in every part of the test. */
struct scene {
    mohur::context ctx;
    mohur::keystore store;
    mohur::key me;
    mohur::key agency;
    mohur::key other;
};

mohur::key
make_key(scene &s, const char *name, mohur_purpose purpose)
{
    mohur::key_options options;

    options.name    = name;
    options.purpose = purpose;
    options.owner   = "tests";
    return MUST(s.store.make_key(options));
}

/* A clock that stands still: keys do not become stale on a slow machine. */
std::int64_t
noon(void *)
{
    return 43200;
}

const mohur_sys *
standing_clock()
{
    static mohur_sys sys = MOHUR_SYS_INIT;

    sys.monotonic = noon;
    return &sys;
}

mohur::context
make_context()
{
    mohur::context_options options;

    options.sys = standing_clock();
    return MUST(mohur::context::create(options));
}

scene
make_scene()
{
    scene s;
    mohur::keystore_options options;

    s.ctx              = make_context();
    options.path       = folder + "/keys";
    options.passphrase = passphrase;
    options.m_kib      = 64 * 1024;
    s.store            = MUST(mohur::keystore::create(s.ctx, options));
    s.me               = make_key(s, "me", MOHUR_PURPOSE_SIGN);
    s.agency           = make_key(s, "agency", MOHUR_PURPOSE_SEAL);
    s.other            = make_key(s, "other", MOHUR_PURPOSE_SEAL);
    return s;
}

std::string
file(const std::string &path)
{
    std::ifstream in(path, std::ios_base::binary);

    return {std::istreambuf_iterator<char>(in), {}};
}

/* ---- words, verdicts, empty handles ---- */

void
names_and_verdicts()
{
    FACT(mohur::version() == MOHUR_VERSION);
    FACT(mohur::abi() == MOHUR_ABI);
    FACT(!mohur::verdict());
    FACT(mohur::verdict(MOHUR_PASSED));
    FACT(!mohur::verdict(MOHUR_FAILED));
    FACT(!mohur::verdict(MOHUR_INDETERMINATE));
    FACT(mohur::verdict_of(MOHUR_WHY_REVOKED) == MOHUR_FAILED);
    FACT(mohur::alg_from_name("Ed25519") == MOHUR_ALG_ED25519);
    FACT(std::string(mohur::name_of(MOHUR_ALG_ED25519)) == "Ed25519");
    FACT(std::string(mohur::name_of(MOHUR_WHY_NO_CHAIN)).size() > 4);
    FACT(std::string(mohur::name_of(MOHUR_STANDING_GOOD)) == "good");
    FACT(std::string(mohur::revocation_reason_name(1)) == "keyCompromise");
}

void
empty_objects_are_safe()
{
    mohur::context ctx;
    mohur::keystore store;
    mohur::archive_reader reader;
    mohur::archive_writer writer;
    mohur::report report;
    mohur::key key;
    mohur::sink sink;
    mohur::key_list list;

    COMES_TO(MOHUR_E_ARGUMENT, store.check());
    COMES_TO(MOHUR_E_ARGUMENT, store.get_key("x"));
    COMES_TO(MOHUR_E_ARGUMENT, reader.next());
    COMES_TO(MOHUR_E_ARGUMENT, writer.finish());
    COMES_TO(MOHUR_E_ARGUMENT, mohur::sink::memory(ctx, 1));
    FACT(reader.verdict().trust == MOHUR_ARCHIVE_TRUST_NONE);
    FACT(!report && !report.verdict() && report.signatures() == 0);
    FACT(!key && key.id().empty() && key.name().empty());
    FACT(sink.contents().empty() && list.empty());
    FACT(!mohur::source().length());
    FACT(mohur::stamp().about() == nullptr);
}

/* ---- archives ---- */

std::string
seal(scene &s, const std::string &content)
{
    mohur::archive_options options;
    mohur::archive_entry compressed;
    mohur::sink to = MUST(mohur::sink::memory(s.ctx, 1 << 22));

    options.recipients   = {s.agency};
    options.signers      = {s.me};
    options.label        = "for the test";
    options.header_areas = 2;
    auto w = MUST(mohur::archive_writer::create(s.ctx, options, to));
    facts::check(bool(w.add("a.txt", content)), "add", __LINE__);
    compressed.name  = "b/c.txt";
    compressed.mtime = 1700000000;
    facts::check(bool(w.entry(compressed)), "entry", __LINE__);
    auto from = MUST(mohur::source::memory(s.ctx, content));
    facts::check(bool(w.update_from(from)), "update_from", __LINE__);
    auto finished = w.finish();
    facts::check(static_cast<bool>(finished), "finish", __LINE__,
                 finished.message());
    return std::string(to.contents().text());
}

mohur::archive_open_options
opening(const scene &s)
{
    mohur::archive_open_options options;

    options.open_with = {s.agency};
    options.senders   = {s.me};
    return options;
}

void
opens_what_it_sealed(scene &s)
{
    const std::string sealed = seal(s, "the bridge is open");
    auto from                = MUST(mohur::source::memory(s.ctx, sealed));
    auto r = MUST(mohur::archive_reader::open(s.ctx, opening(s), from));

    FACT(r.verdict().trust == MOHUR_ARCHIVE_TRUST_SIGNED);
    FACT(r.verdict().entries == 2 && r.verdict().label_len == 12);
    auto first = MUST(r.next());
    FACT(first && first->name == "a.txt" && first->content_len == 18);
    FACT(MUST(r.text()) == "the bridge is open");
    auto second = MUST(r.next());
    FACT(second && second->name == "b/c.txt");
    FACT(second->mtime == 1700000000);
    FACT(!MUST(r.next()));
    FACT(!MUST(r.seek("nothing")));
    FACT(MUST(r.seek("a.txt", 4)));
    std::ostringstream out;
    auto to = MUST(mohur::sink::stream(s.ctx, out));
    FACT(r.emit(to));
    FACT(out.str() == "bridge is open");
    FACT(MUST(r.seek("a.txt")));
    COMES_TO(MOHUR_E_LIMIT, r.text(17));
}

void
refuses_what_is_not_right(scene &s)
{
    std::string sealed = seal(s, "the bridge is open");
    auto options       = opening(s);
    auto from          = MUST(mohur::source::memory(s.ctx, sealed));

    options.open_with = {s.other};
    COMES_TO(MOHUR_E_NO_KEY, mohur::archive_reader::open(s.ctx, options, from));
    auto refused = mohur::archive_reader::open(s.ctx, options, from);
    FACT(!refused.message().empty() && refused.why().kind() == 0x06);
    FACT(refused->get() == nullptr);
    COMES_TO(MOHUR_E_UNTRUSTED, mohur::archive_reader::open_unsigned(
                                    s.ctx,
                                    [&] {
                                        auto none = opening(s);
                                        none.senders.clear();
                                        return none;
                                    }(),
                                    from));
    sealed[sealed.size() - 40] ^= 1;
    auto damaged = MUST(mohur::source::memory(s.ctx, sealed));
    auto opened  = mohur::archive_reader::open(s.ctx, opening(s), damaged);
    FACT(!opened && opened.code() != MOHUR_E_NO_KEY);
    try {
        std::move(opened).value();
        facts::check(false, "it threw", __LINE__);
    } catch (const mohur::error &e) {
        FACT(e.why().kind() == 0x05 || e.why().kind() == 0x04);
        FACT(std::string(e.what()).find(e.why().name()) != std::string::npos);
    }
}

void
streams_in_and_out(scene &s)
{
    std::istringstream in("from a stream");
    std::ostringstream out;
    mohur::archive_options options;
    mohur::archive_extract_options extract;

    options.recipients = {s.agency};
    auto to            = MUST(mohur::sink::stream(s.ctx, out));
    auto w = MUST(mohur::archive_writer::create_unsigned(s.ctx, options, to));
    auto from = MUST(mohur::source::stream(s.ctx, in));
    FACT(from.length() == 13);
    mohur::archive_entry entry;
    entry.name = "x";
    FACT(w.entry(entry));
    FACT(w.update_from(from));
    FACT(w.finish());

    /* A pipe: bytes in order, and no length. */
    std::istringstream sealed(out.str());
    mohur::source_functions pipe;
    pipe.read = [&](mohur::buffer room) -> std::optional<std::size_t> {
        return mohur::detail::read_from(sealed, room);
    };
    auto piped        = MUST(mohur::source::functions(s.ctx, pipe));
    auto opening      = mohur::archive_open_options();
    opening.open_with = {s.agency};
    extract.path      = folder + "/extracted";
    FACT(!piped.length());
    auto r =
        MUST(mohur::extract_stream_unsigned(s.ctx, opening, piped, extract));
    FACT(file(extract.path + "/x") == "from a stream");
    FACT(r.verdict().trust == MOHUR_ARCHIVE_TRUST_NONE);
}

struct my_own {
    int number;
};

void
exceptions_come_back(scene &s)
{
    mohur::sink_functions broken;
    mohur::archive_options options;
    int writes = 0;

    broken.write = [&](mohur::bytes) -> bool {
        if (++writes > 1) {
            throw my_own{7};
        }
        return true;
    };
    options.recipients = {s.agency};
    options.signers    = {s.me};
    auto to            = MUST(mohur::sink::functions(s.ctx, broken));
    auto w = MUST(mohur::archive_writer::create(s.ctx, options, to));
    std::string large(3 << 20, 'x');
    auto done = w.add("large", large);
    if (done) {
        done = w.finish();
    }
    FACT(!done && done.code() == MOHUR_E_IO);
    FACT(done.why().cause != nullptr);
    try {
        done.value();
        facts::check(false, "it threw", __LINE__);
    } catch (const my_own &e) {
        FACT(e.number == 7);
    }
    COMES_TO(MOHUR_E_STATE, w.finish());
    FACT(w.finish().why().cause == nullptr);
}

void
progress_can_stop(scene &s)
{
    mohur::archive_options options;
    auto to              = MUST(mohur::sink::memory(s.ctx, 1 << 24));
    std::uint64_t so_far = 0;

    options.recipients    = {s.agency};
    options.signers       = {s.me};
    options.content_total = 8 << 20;
    s.ctx.on_progress([&](std::uint64_t done, std::optional<std::uint64_t>) {
        so_far = done;
        return done < (2 << 20);
    });
    auto w = MUST(mohur::archive_writer::create(s.ctx, options, to));
    std::string large(8 << 20, 'x');
    COMES_TO(MOHUR_E_CANCELLED, w.add("large", large));
    FACT(so_far >= (2 << 20) && so_far < (8 << 20));
    s.ctx.on_progress({});
}

void
recipients_change(scene &s)
{
    const std::string path   = folder + "/changed.mohur";
    const std::string sealed = seal(s, "for two");
    mohur::archive_change_options change;

    std::ofstream(path, std::ios_base::binary) << sealed;
    change.open_with = {s.agency};
    change.add       = {s.other};
    auto changed     = mohur::change_recipients(s.ctx, change, path);
    facts::check(static_cast<bool>(changed), "change", __LINE__,
                 changed.message());
    auto from = MUST(mohur::source::file(s.ctx, path));
    FACT(MUST(mohur::find_recipient(s.ctx, from, s.other)));
    FACT(!MUST(mohur::find_recipient(s.ctx, from, s.me)));
    FACT(MUST(mohur::inspect(s.ctx, from)).slots_len >= 2);
    auto options            = opening(s);
    options.open_with       = {s.other};
    options.allow_forwarded = true;
    auto r = MUST(mohur::archive_reader::open(s.ctx, options, from));
    FACT(r.verdict().header == MOHUR_HEADER_CHANGED);
    mohur::archive_options again;
    again.recipients = {s.agency};
    auto to          = MUST(mohur::sink::memory(s.ctx, 1 << 20));
    FACT(r.reseal(again, nullptr, to));
    auto header = MUST(mohur::sink::memory(s.ctx, 1 << 20));
    FACT(mohur::export_header(s.ctx, from, header));
    FACT(header.contents().size() >= 4096);
    FACT(mohur::check_name(s.ctx, "a/b"));
    COMES_TO(MOHUR_E_FORMAT, mohur::check_name(s.ctx, "../b"));
    COMES_TO(MOHUR_E_FORMAT, mohur::check_link(s.ctx, "a", "../../b"));
}

void
threads_of_an_executor(scene &s)
{
    mohur::context_options options;
    int jobs = 0;

    options.sys    = standing_clock();
    options.jobs   = 2;
    options.submit = [&](mohur::job) {
        ++jobs;
        return false; /* the library runs it itself */
    };
    auto ctx = MUST(mohur::context::create(options));
    auto to  = MUST(mohur::sink::memory(ctx, 1 << 23));
    mohur::archive_options sealing;
    sealing.recipients = {s.agency};
    sealing.signers    = {s.me};
    auto w             = MUST(mohur::archive_writer::create(ctx, sealing, to));
    FACT(w.add("x", std::string(4 << 20, 'x')));
    FACT(w.finish());
    FACT(jobs > 0);
}

/* ---- keystores ---- */

void
keys_are_listed_and_turned(scene &s)
{
    std::size_t found = 0;

    FACT(MUST(s.store.rotate("agency")) == 2);
    const auto list = MUST(s.store.list());
    for (const mohur_key_info &info : list) {
        found += std::string(info.owner) == "tests";
    }
    FACT(list.size() == 4 && found == 4);
    FACT(MUST(s.store.info()).versions == 4);
    FACT(MUST(s.store.get_key("agency")).version() == 2);
    FACT(MUST(s.store.get_key("agency", 1)).id() == s.agency.id());
    FACT(s.me.name() == "me" && s.me.has_private());
    FACT(s.me.purpose() == MOHUR_PURPOSE_SIGN);
    COMES_TO(MOHUR_E_NO_KEY, s.store.get_key("nobody"));
    FACT(s.store.hold("other", true));
    FACT(s.store.check());
    FACT(s.store.move("other", 1, MOHUR_KEY_SUSPENDED));
    COMES_TO(MOHUR_E_KEY_STATE, s.store.get_key("other"));
    FACT(MUST(s.store.get_key_for(MOHUR_KEY_USE_RECOVER, "other", 1)));
    FACT(s.store.move("other", 1, MOHUR_KEY_ACTIVE));
}

void
keys_leave_and_enter(scene &s)
{
    mohur::key_options options;
    auto pem  = MUST(mohur::sink::memory(s.ctx, 8192));
    auto jwk  = MUST(mohur::sink::memory(s.ctx, 8192));
    auto none = MUST(mohur::sink::memory(s.ctx, 8192));

    FACT(s.me.export_public(s.ctx, pem));
    const auto copy = MUST(mohur::key::from_public(s.ctx, MOHUR_PURPOSE_SIGN,
                                                   pem.contents().text()));
    FACT(copy.id() == s.me.id() && !copy.has_private());
    FACT(copy.alg() == s.me.alg());
    FACT(s.me.export_jwk(s.ctx, jwk));
    FACT(jwk.contents().text().find("\"kid\"") != std::string_view::npos);
    options.name       = "exported";
    options.exportable = true;
    auto leaves        = MUST(s.store.make_key(options));
    auto sealed        = MUST(mohur::sink::memory(s.ctx, 8192));
    FACT(leaves.export_private(s.ctx, passphrase, sealed));
    const auto back = MUST(mohur::key::from_private(
        s.ctx, MOHUR_PURPOSE_SIGN, sealed.contents().text(), passphrase));
    FACT(back.id() == leaves.id() && back.has_private());
    COMES_TO(MOHUR_E_POLICY, s.me.export_private(s.ctx, passphrase, none));
}

void
slots_open_the_store(scene &s)
{
    mohur::slot_options options;
    mohur::unlock how;

    options.type = MOHUR_SLOT_SHARES;
    options.shares.emplace();
    options.shares->groups = {{3, 5}};
    auto added             = MUST(s.store.add_slot(options));
    FACT(added.shares.size() == 5);
    options               = {};
    options.type          = MOHUR_SLOT_CALLBACK;
    options.callback_name = "kms";
    options.callback      = [](std::string_view name, mohur::buffer room) {
        std::fill_n(room.data(), 32, std::uint8_t(name.size()));
        return std::optional<std::size_t>(32);
    };
    auto kms = MUST(s.store.add_slot(options));
    FACT(MUST(s.store.slots()).size() == 3);

    how.type = MOHUR_SLOT_SHARES;
    for (std::size_t i : {0U, 2U, 4U}) {
        how.shares.emplace_back(added.shares[i]);
    }
    auto again = MUST(mohur::keystore::open(s.ctx, folder + "/keys"));
    FACT(!MUST(again.info()).unlocked);
    FACT(again.unlock_with(how));
    FACT(MUST(again.info()).unlocked);
    how.shares.pop_back();
    again = MUST(mohur::keystore::open(s.ctx, folder + "/keys"));
    COMES_TO(MOHUR_E_PASSPHRASE, again.unlock_with(how));
    how.type     = MOHUR_SLOT_CALLBACK;
    how.callback = options.callback;
    FACT(again.unlock_with(how));
    how.callback = [](std::string_view,
                      mohur::buffer) -> std::optional<std::size_t> {
        throw my_own{9};
    };
    again     = MUST(mohur::keystore::open(s.ctx, folder + "/keys"));
    auto done = again.unlock_with(how);
    FACT(!done && done.why().cause != nullptr);
    FACT(s.store.remove_slot(kms.id));
    COMES_TO(MOHUR_E_NO_KEY, s.store.remove_slot(kms.id));
}

void
shares_split_and_combine(scene &s)
{
    mohur::share_options options;
    std::vector<std::string> some;
    std::string out(16, '\0');

    options.groups    = {{2, 3}};
    const auto shares = MUST(mohur::split(s.ctx, options, "sixteen bytes ok"));
    for (std::string_view share : shares) {
        some.emplace_back(share);
    }
    some.erase(some.begin());
    FACT(MUST(mohur::combine(s.ctx, some, {}, out)) == 16);
    FACT(out == "sixteen bytes ok");
    some.pop_back();
    FACT(!mohur::combine(s.ctx, some, {}, out));
}

void
anchors_notice(scene &s)
{
    std::string record;
    bool broken = false;
    mohur::anchor_options options;

    options.create = true;
    options.read   = [&](mohur::buffer room) -> std::optional<std::size_t> {
        std::copy(record.begin(), record.end(), room.data());
        return record.size();
    };
    options.write = [&](mohur::bytes now) {
        if (broken) {
            throw my_own{3};
        }
        record = now.text();
        return true;
    };
    auto ctx   = make_context();
    auto store = MUST(mohur::keystore::open(ctx, folder + "/keys"));
    FACT(store.unlock_with(passphrase));
    FACT(store.add_anchor(options));
    FACT(record.size() == MOHUR_ANCHOR_LEN);
    FACT(MUST(store.info()).rollback == MOHUR_ANCHOR_LOCAL);
    const std::string before = record;
    FACT(MUST(store.rotate("agency")) == 3);
    FACT(record != before);
    COMES_TO(MOHUR_E_STATE, store.accept());
    broken    = true;
    auto done = store.rotate("agency");
    FACT(done && done.why().cause == nullptr); /* the store has it */
    COMES_TO(MOHUR_E_NO_KEY, store.get_key("nobody"));
    FACT(store.get_key("nobody").why().cause == nullptr);
    broken  = false;
    s.store = MUST(mohur::keystore::open(s.ctx, folder + "/keys"));
    FACT(s.store.unlock_with(passphrase));
}

void
profiles_decide(scene &s)
{
    mohur::request what;
    mohur::profile_trust trust;
    mohur::profile_findings found;
    auto profile = MUST(mohur::profile::builtin(s.ctx));
    auto text    = MUST(mohur::sink::memory(s.ctx, 1 << 18));

    what.operation = MOHUR_OP_SIGN;
    what.alg       = MOHUR_ALG_ED25519;
    what.now       = 1800000000;
    FACT(MUST(profile.decide(s.ctx, what)));
    what.alg = MOHUR_ALG_SHA_1;
    auto no  = MUST(profile.decide(s.ctx, what));
    FACT(!no && std::string(no.reason_name()).size() > 3);
    FACT(profile.id() == "az-reference-1" && profile.version() == 1);
    FACT(profile.hash().size() == 32);
    FACT(profile.write(s.ctx, text));
    FACT(MUST(s.store.get_profile()).id() == profile.id());
    FACT(!profile.check(s.ctx, trust, found));
    FACT(found.change == MOHUR_PROFILE_REFUSED);
    COMES_TO(MOHUR_E_FORMAT, mohur::profile::parse(s.ctx, "no profile"));
    auto cbom = MUST(mohur::sink::memory(s.ctx, 1 << 20));
    FACT(s.store.cbom(true, cbom));
    FACT(cbom.contents().text().find("CycloneDX") != std::string_view::npos);
    auto build = MUST(mohur::sink::memory(s.ctx, 1 << 20));
    FACT(mohur::build_info(s.ctx, build));
    FACT(build.contents().text().front() == '{');
}

void
stores_follow_profiles(scene &s)
{
    const std::string path = data + "/../../../../docs/profiles/";
    const auto profile =
        MUST(mohur::profile::parse(s.ctx, file(path + "cnsa-2.0.json-note")));
    mohur::keystore_options options;
    mohur::profile_trust trust;

    options.path       = folder + "/ruled";
    options.passphrase = passphrase;
    options.m_kib      = 64 * 1024;
    COMES_TO(MOHUR_E_UNTRUSTED,
             mohur::keystore::create_under(s.ctx, options, profile, trust));
    trust.keys      = {KEY_A, KEY_B};
    trust.threshold = 2;
    auto ruled =
        MUST(mohur::keystore::create_under(s.ctx, options, profile, trust));
    FACT(MUST(ruled.get_profile()).id() == "example/cnsa-2.0");
}

void
stores_unlock_like_others(scene &s)
{
    auto ctx    = make_context();
    auto locked = MUST(mohur::keystore::open(s.ctx, folder + "/keys"));
    auto again  = MUST(mohur::keystore::open(ctx, folder + "/keys"));

    COMES_TO(MOHUR_E_STATE, again.unlock_like(locked));
    FACT(again.unlock_like(s.store));
    FACT(MUST(again.get_key("me")).id() == s.me.id());
}

/* The keys that were made after a store was set back come from a backup. */
void
stores_are_merged(scene &s, mohur::keystore &restored)
{
    const auto safe = MUST(s.store.get_key("agency"));
    mohur::slot_options slot;
    mohur::unlock how;
    mohur::merge_options options;

    make_key(s, "late", MOHUR_PURPOSE_SIGN);
    slot.type      = MOHUR_SLOT_RECIPIENT;
    slot.recipient = &safe;
    how.type       = MOHUR_SLOT_RECIPIENT;
    how.recipient  = &safe;
    FACT(s.store.backup({slot}, folder + "/newer"));
    auto backup = MUST(mohur::keystore::open(s.ctx, folder + "/newer"));
    FACT(backup.unlock_with(how));
    options.names = {"me", "late"};
    options.look  = true;
    FACT(MUST(restored.merge(backup, options)).size() == 2);
    COMES_TO(MOHUR_E_NO_KEY, restored.get_key("late"));
    options.look      = false;
    const auto merged = MUST(restored.merge(backup, options));
    for (const mohur_merge_item &item : merged) {
        const bool late = std::string(item.name) == "late";
        FACT(item.version == 1 && item.state == MOHUR_KEY_ACTIVE);
        FACT(item.fate == (late ? MOHUR_MERGE_ADDED : MOHUR_MERGE_THERE));
    }
    FACT(restored.get_key("late"));
    options.names = {"nobody"};
    COMES_TO(MOHUR_E_NO_KEY, restored.merge(backup, options));
}

void
stores_are_backed_up(scene &s)
{
    mohur::slot_options slot;
    mohur::restore_options options;
    const std::string path = folder + "/backup";

    slot.passphrase = passphrase;
    slot.m_kib      = 64 * 1024;
    FACT(s.store.backup({slot}, path));
    auto backup = MUST(mohur::keystore::open(s.ctx, path));
    FACT(backup.unlock_with(passphrase));
    options.path       = folder + "/restored";
    options.passphrase = passphrase;
    options.m_kib      = 64 * 1024;
    options.live       = &s.store;
    auto restored      = MUST(backup.restore(options));
    FACT(MUST(restored.get_key("me")).id() == s.me.id());
    stores_are_merged(s, restored);
}

void
roles_approve(scene &s)
{
    mohur::role_options role;
    auto text = MUST(mohur::sink::memory(s.ctx, 8192));

    role.label     = "officer";
    role.by        = &s.me;
    role.caps      = MOHUR_CAP_OFFICER;
    const auto id  = MUST(s.store.add_role(role));
    const auto all = MUST(s.store.roles());
    FACT(all.size() == 1 && std::string(all[0].label) == "officer");
    COMES_TO(MOHUR_E_KEY_STATE, s.store.begin_roles());
    COMES_TO(MOHUR_E_STATE, s.store.request_next(1, text));
    FACT(!mohur::read_request(s.ctx, "no request"));
    FACT(!mohur::approve_request(s.ctx, "no request", s.me, text));
    FACT(s.store.remove_role(id));
    COMES_TO(MOHUR_E_NO_KEY, s.store.remove_role({}));
}

/* ---- documents ---- */

struct desk {
    mohur::key key;
    mohur::trust trust;
    std::string cert;
};

desk
make_desk(scene &s)
{
    desk d;

    d.key   = MUST(mohur::key::from_private(s.ctx, MOHUR_PURPOSE_SIGN,
                                            file(data + "/me.key")));
    d.cert  = file(data + "/me.crt");
    d.trust = MUST(mohur::trust::create(s.ctx));
    FACT(d.trust.add(MOHUR_TRUST_SIGN, file(data + "/root.crt")));
    FACT(d.trust.size() == 1);
    return d;
}

/* Validate a detached signature; sources are read to their end, so each
 * call gets its own. */
mohur::result<mohur::report>
judge(scene &s,
      desk &d,
      const std::string &signature,
      const std::string &content,
      mohur_revocation revocation,
      bool must_pass)
{
    mohur::verify_options asked;
    auto file     = MUST(mohur::source::memory(s.ctx, signature));
    auto document = MUST(mohur::source::memory(s.ctx, content));

    asked.file       = &file;
    asked.content    = &document;
    asked.revocation = revocation;
    return must_pass ? mohur::verify_or_fail(s.ctx, d.trust, asked)
                     : mohur::verify(s.ctx, d.trust, asked);
}

void
certificates_are_kept(scene &s)
{
    const desk d = make_desk(s);
    mohur::key_options options;
    auto to = MUST(mohur::sink::memory(s.ctx, 1 << 16));

    options.name = "signer";
    FACT(s.store.import(options, file(data + "/me.key")));
    COMES_TO(MOHUR_E_NO_KEY, s.store.certificates("signer", to));
    COMES_TO(MOHUR_E_ARGUMENT,
             s.store.certify("signer", file(data + "/root.crt")));
    FACT(s.store.certify("signer", d.cert, 1));
    to = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    FACT(s.store.certificates("signer", to));
    FACT(to.contents().text() == d.cert);
    FACT(s.store.certify("signer", {}));
    to = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    COMES_TO(MOHUR_E_NO_KEY, s.store.certificates("signer", to));
}

void
signs_and_verifies(scene &s)
{
    const std::string decree = "the bridge is open";
    const std::string forged = "the bridge is shut";
    const auto require       = MOHUR_REVOCATION_REQUIRE;
    const auto none          = MOHUR_REVOCATION_NONE;
    desk d                   = make_desk(s);
    mohur::sign_options options;
    auto from = MUST(mohur::source::memory(s.ctx, decree));
    auto to   = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    auto json = MUST(mohur::sink::memory(s.ctx, 1 << 16));

    options.content = &from;
    options.cert    = d.cert;
    FACT(mohur::sign(s.ctx, d.key, options, to));
    const std::string signature(to.contents().text());

    auto report = MUST(judge(s, d, signature, decree, none, true));
    FACT(report && report.verdict() && report.why() == MOHUR_WHY_NONE);
    FACT(report.signatures() == 1 && !report.attached());
    FACT(report.verdict_on(0) && !report.verdict_on(1));
    FACT(report.signature(1) == nullptr);
    FACT(report.stamp(0, 0) == nullptr && report.evidence(0, 0) == nullptr);
    FACT(report.revocation(0) != nullptr);
    FACT(report.emit_json(s.ctx, json));
    FACT(json.contents().text().find("Aysel") != std::string_view::npos);

    auto unknown = MUST(judge(s, d, signature, decree, require, false));
    FACT(!unknown && unknown.verdict() == MOHUR_INDETERMINATE);
    COMES_TO(MOHUR_E_UNTRUSTED, judge(s, d, signature, decree, require, true));
    auto whole       = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    auto inside      = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    auto again       = MUST(mohur::source::memory(s.ctx, decree));
    options.content  = &again;
    options.attached = true;
    FACT(mohur::sign(s.ctx, d.key, options, whole));
    auto file = MUST(mohur::source::memory(s.ctx, whole.contents()));
    mohur::verify_options asked;
    asked.file       = &file;
    asked.revocation = none;
    auto in_it       = MUST(mohur::verify(s.ctx, d.trust, asked));
    FACT(in_it.attached() && in_it.content(s.ctx, file, inside));
    FACT(inside.contents().text() == decree);
    auto no = MUST(judge(s, d, signature, forged, none, false));
    FACT(!no && no.verdict() == MOHUR_FAILED);
    COMES_TO(MOHUR_E_AUTH, judge(s, d, signature, forged, none, true));
}

void
signs_signatures(scene &s)
{
    desk d = make_desk(s);
    mohur::sign_options options;
    mohur::counter_options counter;
    mohur::verify_options asked;
    auto decree = MUST(mohur::source::memory(s.ctx, "the bridge is open"));
    auto one    = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    auto two    = MUST(mohur::sink::memory(s.ctx, 1 << 16));

    options.content  = &decree;
    options.cert     = d.cert;
    options.attached = true;
    FACT(mohur::sign(s.ctx, d.key, options, one));
    auto first   = MUST(mohur::source::memory(s.ctx, one.contents()));
    counter.file = &first;
    COMES_TO(MOHUR_E_ARGUMENT, mohur::countersign(s.ctx, d.key, counter, two));
    counter.cert = d.cert;
    FACT(mohur::countersign(s.ctx, d.key, counter, two));
    auto second      = MUST(mohur::source::memory(s.ctx, two.contents()));
    asked.file       = &second;
    asked.revocation = MOHUR_REVOCATION_NONE;
    auto report      = MUST(mohur::verify_or_fail(s.ctx, d.trust, asked));
    FACT(report.counter(0, 0)->verdict == MOHUR_PASSED);
    FACT(report.counter(0, 1) == nullptr && report.counter(1, 0) == nullptr);
}

/* Nobody here has a key that is elsewhere, so what comes back is wrong. */
void
prepares_what_others_sign(scene &s)
{
    desk d          = make_desk(s);
    mohur::key keep = make_key(s, "states", MOHUR_PURPOSE_WRAP);
    mohur::sign_options options;
    mohur::finish_options back;
    auto decree = MUST(mohur::source::memory(s.ctx, "the bridge is open"));
    auto to     = MUST(mohur::sink::memory(s.ctx, 1 << 16));

    options.content = &decree;
    COMES_TO(MOHUR_E_ARGUMENT, mohur::prepared::create(s.ctx, keep, options));
    options.cert     = d.cert;
    options.lifetime = 60;
    options.voen     = "12";
    COMES_TO(MOHUR_E_ARGUMENT, mohur::prepared::create(s.ctx, keep, options));
    options.voen = "1234567890";
    auto one     = MUST(mohur::prepared::create(s.ctx, keep, options));
    auto two     = MUST(mohur::prepared::open(s.ctx, keep, one.state()));
    FACT(two.id().size() == MOHUR_PREPARED_ID_LEN);
    FACT(two.id().text() == one.id().text());
    FACT(two.dtbs().text().find("VATAZ-1234567890") != std::string::npos);
    FACT(two.dtbs().text() == one.dtbs().text() && two.hash().size() == 32);
    FACT(one.alg() == MOHUR_ALG_ECDSA_P256 && one.expires() > 0);
    auto again     = MUST(mohur::source::memory(s.ctx, "the bridge is open"));
    back.state     = one.state();
    back.signature = "a signature";
    back.content   = &again;
    COMES_TO(MOHUR_E_AUTH, mohur::finish(s.ctx, keep, back, to));
    COMES_TO(MOHUR_E_FORMAT, mohur::prepared::open(s.ctx, keep, "a state"));
}

void
believes_a_signed_list(scene &s)
{
    const std::string note = file(data + "/anchors.note");
    const std::string root = file(data + "/root.crt");
    auto trust             = MUST(mohur::trust::create(s.ctx));
    mohur::trust_list list;

    list.note  = note;
    list.keys  = {file(data + "/authority.vkey")};
    list.files = {{"root.crt", root}};
    FACT(trust.version() == 0);
    list.min_version = 8;
    COMES_TO(MOHUR_E_ROLLBACK, trust.add_list(list));
    list.min_version = 7;
    list.threshold   = 1;
    FACT(trust.add_list(list));
    FACT(trust.size() == 1 && trust.version() == 7);
    COMES_TO(MOHUR_E_STATE, trust.add_list(list));
    auto other       = MUST(mohur::trust::create(s.ctx));
    std::string bent = note;
    bent[20] ^= 1;
    list.note = bent;
    FACT(!other.add_list(list) && other.size() == 0);
}

void
signs_into_containers(scene &s)
{
    desk d = make_desk(s);
    mohur::sign_options options;
    mohur::container_options container;
    mohur::verify_options asked;
    auto decree = MUST(mohur::source::memory(s.ctx, "the bridge is open"));
    auto to     = MUST(mohur::sink::memory(s.ctx, 1 << 16));

    options.cert    = d.cert;
    container.items = {{"decree.txt", &decree, "text/plain"},
                       {"copy.txt", &decree, ""}};
    FACT(mohur::sign_container(s.ctx, d.key, options, container, to));
    auto made        = MUST(mohur::source::memory(s.ctx, to.contents()));
    asked.file       = &made;
    asked.revocation = MOHUR_REVOCATION_NONE;
    auto report      = MUST(mohur::verify(s.ctx, d.trust, asked));
    FACT(report && report.format() == MOHUR_CONTAINER_ASIC_E);
    made         = MUST(mohur::source::memory(s.ctx, to.contents()));
    asked.expect = "{\"type\":\"mohur-expect/1\",\"format\":\"CAdES\"}";
    auto other   = MUST(mohur::verify(s.ctx, d.trust, asked));
    FACT(!other && other.why() == MOHUR_WHY_GENERIC);
    asked.expect.clear();
    FACT(report.objects() == 2 && report.covers_all());
    FACT(std::string(report.object(0)->name) == "decree.txt");
    FACT(report.container_detail().empty() && !report.path(0).empty());
    FACT(report.validation() != nullptr && !report.validation()->at_is_given);
    FACT(report.certificate(0, 1) != nullptr);
    FACT(report.certificate(0, 2) == nullptr);
    mohur::page_options names;
    mohur::container_extract_options extract;
    auto page    = MUST(mohur::sink::memory(s.ctx, 1 << 20));
    names.name   = "two.asice";
    extract.path = folder + "/two";
    FACT(report.emit_page(s.ctx, names, page));
    FACT(page.contents().text().find("two.asice") != std::string_view::npos);
    made = MUST(mohur::source::memory(s.ctx, to.contents()));
    FACT(MUST(mohur::detect_container(s.ctx, made)) == MOHUR_CONTAINER_ASIC_E);
    FACT(report.extract(s.ctx, made, extract));
    FACT(file(extract.path + "/copy.txt") == "the bridge is open");
    FACT(!mohur::report().extract(s.ctx, made, extract));
}

void
evidence_is_asked_for(scene &s)
{
    desk d = make_desk(s);
    mohur::sign_options options;
    auto decree = MUST(mohur::source::memory(s.ctx, "a decree"));
    auto to     = MUST(mohur::sink::memory(s.ctx, 1 << 16));
    std::string asked;

    options.content  = &decree;
    options.cert     = d.cert;
    options.level    = MOHUR_DOCUMENT_T;
    options.tsa      = "http://tsa.example/";
    options.evidence = [&](const mohur_evidence_request &what,
                           mohur::answer &answer) {
        asked = what.url;
        return answer.add("no time stamp");
    };
    FACT(!mohur::sign(s.ctx, d.key, options, to));
    FACT(asked == "http://tsa.example/");
    options.evidence = [](const mohur_evidence_request &,
                          mohur::answer &) -> bool { throw my_own{5}; };
    auto done        = mohur::sign(s.ctx, d.key, options, to);
    FACT(!done && done.why().cause != nullptr);
    FACT(!mohur::stamp::read(s.ctx, "no time stamp"));
}

}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "usage: binding FOLDER DATA\n");
        return 2;
    }
    folder = argv[1];
    data   = argv[2];
    names_and_verdicts();
    empty_objects_are_safe();
    scene s = make_scene();
    opens_what_it_sealed(s);
    refuses_what_is_not_right(s);
    streams_in_and_out(s);
    exceptions_come_back(s);
    progress_can_stop(s);
    recipients_change(s);
    threads_of_an_executor(s);
    keys_are_listed_and_turned(s);
    keys_leave_and_enter(s);
    slots_open_the_store(s);
    shares_split_and_combine(s);
    anchors_notice(s);
    profiles_decide(s);
    stores_follow_profiles(s);
    stores_unlock_like_others(s);
    stores_are_backed_up(s);
    roles_approve(s);
    certificates_are_kept(s);
    signs_and_verifies(s);
    signs_signatures(s);
    prepares_what_others_sign(s);
    believes_a_signed_list(s);
    signs_into_containers(s);
    evidence_is_asked_for(s);
    return facts::end("binding");
}
