/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SHARE_VECTORS_H
#define MOHUR_TESTS_SHARE_VECTORS_H

/*
 * The official vectors of SLIP-39 for 128 bits and some for 256, from the
 * reference implementation (MIT, copyright 2019 SatoshiLabs).  The passphrase
 * of all is "TREZOR"; one without a secret is refused.
 */
struct share_vector {
    const char *what;
    const char *secret;
    const char *share[6];
};

/* clang-format off */
static const struct share_vector share_vectors[] = {
    {"1. Valid mnemonic without sharing (128 bits)",
     "bb54aac4b89dc868ba37d9cc21b2cece",
     {"duckling enlarge academic academic agency result length solution "
      "fridge kidney coal piece deal husband erode duke ajar critical "
      "decision keyboard"}},
    {"2. Mnemonic with invalid checksum (128 bits)",
     NULL,
     {"duckling enlarge academic academic agency result length solution "
      "fridge kidney coal piece deal husband erode duke ajar critical "
      "decision kidney"}},
    {"3. Mnemonic with invalid padding (128 bits)",
     NULL,
     {"duckling enlarge academic academic email result length solution "
      "fridge kidney coal piece deal husband erode duke ajar music cargo "
      "fitness"}},
    {"4. Basic sharing 2-of-3 (128 bits)",
     "b43ceb7e57a0ea8766221624d01b0864",
     {"shadow pistol academic always adequate wildlife fancy gross oasis "
      "cylinder mustang wrist rescue view short owner flip making coding "
      "armed",
      "shadow pistol academic acid actress prayer class unknown daughter "
      "sweater depict flip twice unkind craft early superior advocate "
      "guest smoking"}},
    {"5. Basic sharing 2-of-3 (128 bits)",
     NULL,
     {"shadow pistol academic always adequate wildlife fancy gross oasis "
      "cylinder mustang wrist rescue view short owner flip making coding "
      "armed"}},
    {"6. Mnemonics with different identifiers (128 bits)",
     NULL,
     {"adequate smoking academic acid debut wine petition glen cluster "
      "slow rhyme slow simple epidemic rumor junk tracks treat olympic "
      "tolerate",
      "adequate stay academic agency agency formal party ting frequent "
      "learn upstairs remember smear leaf damage anatomy ladle market "
      "hush corner"}},
    {"7. Mnemonics with different iteration exponents (128 bits)",
     NULL,
     {"peasant leaves academic acid desert exact olympic math alive axle "
      "trial tackle drug deny decent smear dominant desert bucket remind",
      "peasant leader academic agency cultural blessing percent network "
      "envelope medal junk primary human pumps jacket fragment payroll "
      "ticket evoke voice"}},
    {"8. Mnemonics with mismatching group thresholds (128 bits)",
     NULL,
     {"liberty category beard echo animal fawn temple briefing math "
      "username various wolf aviation fancy visual holy thunder yelp "
      "helpful payment",
      "liberty category beard email beyond should fancy romp founder "
      "easel pink holy hairy romp loyalty material victim owner toxic "
      "custody",
      "liberty category academic easy being hazard crush diminish oral "
      "lizard reaction cluster force dilemma deploy force club veteran "
      "expect photo"}},
    {"9. Mnemonics with mismatching group counts (128 bits)",
     NULL,
     {"average senior academic leaf broken teacher expect surface hour "
      "capture obesity desire negative dynamic dominant pistol mineral "
      "mailman iris aide",
      "average senior academic agency curious pants blimp spew clothes "
      "slice script dress wrap firm shaft regular slavery negative "
      "theater roster"}},
    {"10. Mnemonics with greater group threshold than group counts"
     " (128 bits)",
     NULL,
     {"music husband acrobat acid artist finance center either graduate "
      "swimming object bike medical clothes station aspect spider maiden "
      "bulb welcome",
      "music husband acrobat agency advance hunting bike corner density "
      "careful material civil evil tactics remind hawk discuss hobo voice "
      "rainbow",
      "music husband beard academic black tricycle clock mayor estimate "
      "level photo episode exclude ecology papa source amazing salt "
      "verify divorce"}},
    {"11. Mnemonics with duplicate member indices (128 bits)",
     NULL,
     {"device stay academic always dive coal antenna adult black exceed "
      "stadium herald advance soldier busy dryer daughter evaluate "
      "minister laser",
      "device stay academic always dwarf afraid robin gravity crunch "
      "adjust soul branch walnut coastal dream costume scholar mortgage "
      "mountain pumps"}},
    {"12. Mnemonics with mismatching member thresholds (128 bits)",
     NULL,
     {"hour painting academic academic device formal evoke guitar random "
      "modern justice filter withdraw trouble identify mailman insect "
      "general cover oven",
      "hour painting academic agency artist again daisy capital beaver "
      "fiber much enjoy suitable symbolic identify photo editor romp "
      "float echo"}},
    {"13. Mnemonics giving an invalid digest (128 bits)",
     NULL,
     {"guilt walnut academic acid deliver remove equip listen vampire "
      "tactics nylon rhythm failure husband fatigue alive blind enemy "
      "teaspoon rebound",
      "guilt walnut academic agency brave hamster hobo declare herd taste "
      "alpha slim criminal mild arcade formal romp branch pink ambition"}},
    {"14. Insufficient number of groups (128 bits, case 1)",
     NULL,
     {"eraser senior beard romp adorn nuclear spill corner cradle style "
      "ancient family general leader ambition exchange unusual garlic "
      "promise voice"}},
    {"15. Insufficient number of groups (128 bits, case 2)",
     NULL,
     {"eraser senior decision scared cargo theory device idea deliver "
      "modify curly include pancake both news skin realize vitamins away "
      "join",
      "eraser senior decision roster beard treat identify grumpy salt "
      "index fake aviation theater cubic bike cause research dragon "
      "emphasis counter"}},
    {"16. Threshold number of groups, but insufficient number of m"
     "embers in one group (128 bits)",
     NULL,
     {"eraser senior decision shadow artist work morning estate greatest "
      "pipeline plan ting petition forget hormone flexible general goat "
      "admit surface",
      "eraser senior beard romp adorn nuclear spill corner cradle style "
      "ancient family general leader ambition exchange unusual garlic "
      "promise voice"}},
    {"17. Threshold number of groups and members in each group (12"
     "8 bits, case 1)",
     "7c3397a292a5941682d7a4ae2d898d11",
     {"eraser senior decision roster beard treat identify grumpy salt "
      "index fake aviation theater cubic bike cause research dragon "
      "emphasis counter",
      "eraser senior ceramic snake clay various huge numb argue hesitate "
      "auction category timber browser greatest hanger petition script "
      "leaf pickup",
      "eraser senior ceramic shaft dynamic become junior wrist silver "
      "peasant force math alto coal amazing segment yelp velvet image "
      "paces",
      "eraser senior ceramic round column hawk trust auction smug shame "
      "alive greatest sheriff living perfect corner chest sled fumes "
      "adequate",
      "eraser senior decision smug corner ruin rescue cubic angel tackle "
      "skin skunk program roster trash rumor slush angel flea amazing"}},
    {"18. Threshold number of groups and members in each group (12"
     "8 bits, case 2)",
     "7c3397a292a5941682d7a4ae2d898d11",
     {"eraser senior decision smug corner ruin rescue cubic angel tackle "
      "skin skunk program roster trash rumor slush angel flea amazing",
      "eraser senior beard romp adorn nuclear spill corner cradle style "
      "ancient family general leader ambition exchange unusual garlic "
      "promise voice",
      "eraser senior decision scared cargo theory device idea deliver "
      "modify curly include pancake both news skin realize vitamins away "
      "join"}},
    {"19. Threshold number of groups and members in each group (12"
     "8 bits, case 3)",
     "7c3397a292a5941682d7a4ae2d898d11",
     {"eraser senior beard romp adorn nuclear spill corner cradle style "
      "ancient family general leader ambition exchange unusual garlic "
      "promise voice",
      "eraser senior acrobat romp bishop medical gesture pumps secret "
      "alive ultimate quarter priest subject class dictate spew material "
      "endless market"}},
    {"20. Valid mnemonic without sharing (256 bits)",
     "989baf9dcaad5b10ca33dfd8cc75e42477025dce88ae83e75a230086a0e00e92",
     {"theory painting academic academic armed sweater year military "
      "elder discuss acne wildlife boring employer fused large satoshi "
      "bundle carbon diagnose anatomy hamster leaves tracks paces beyond "
      "phantom capital marvel lips brave detect luck"}},
    {"22. Mnemonic with invalid padding (256 bits)",
     NULL,
     {"theory painting academic academic campus sweater year military "
      "elder discuss acne wildlife boring employer fused large satoshi "
      "bundle carbon diagnose anatomy hamster leaves tracks paces beyond "
      "phantom capital marvel lips facility obtain sister"}},
    {"39. Mnemonic with insufficient length",
     NULL,
     {"junk necklace academic academic acne isolate join hesitate lunar "
      "roster dough calcium chemical ladybug amount mobile glasses verify "
      "cylinder"}},
    {"40. Mnemonic with invalid master secret length",
     NULL,
     {"fraction necklace academic academic award teammate mouse regular "
      "testify coding building member verdict purchase blind camera "
      "duration email prepare spirit quarter"}},
    {"41. Valid mnemonics which can detect some errors in modular "
     "arithmetic",
     "ad6f2ad8b59bbbaa01369b9006208d9a",
     {"herald flea academic cage avoid space trend estate dryer hairy "
      "evoke eyebrow improve airline artwork garlic premium duration "
      "prevent oven",
      "herald flea academic client blue skunk class goat luxury deny "
      "presence impulse graduate clay join blanket bulge survive dish "
      "necklace",
      "herald flea academic acne advance fused brother frozen broken game "
      "ranked ajar already believe check install theory angry exercise "
      "adult"}},
    {"42. Valid extendable mnemonic without sharing (128 bits)",
     "1679b4516e0ee5954351d288a838f45e",
     {"testify swimming academic academic column loyalty smear include "
      "exotic bedroom exotic wrist lobe cover grief golden smart junior "
      "estimate learn"}},
    {"43. Extendable basic sharing 2-of-3 (128 bits)",
     "48b1a4b80b8c209ad42c33672bdaa428",
     {"enemy favorite academic acid cowboy phrase havoc level response "
      "walnut budget painting inside trash adjust froth kitchen learn "
      "tidy punish",
      "enemy favorite academic always academic sniff script carpet romp "
      "kind promise scatter center unfair training emphasis evening "
      "belong fake enforce"}},
    {"44. Valid extendable mnemonic without sharing (256 bits)",
     "8340611602fe91af634a5f4608377b5235fa2d757c51d720c0c7656249a3035f",
     {"impulse calcium academic academic alcohol sugar lyrics pajamas "
      "column facility finance tension extend space birthday rainbow "
      "swimming purple syndrome facility trial warn duration snapshot "
      "shadow hormone rhyme public spine counter easy hawk album"}},
};
/* clang-format on */

#endif
