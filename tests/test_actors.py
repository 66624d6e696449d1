import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinionmine.linking.actors import find_actors

BOTH, CITY, PEOPLE = ("市・市社協", "地域"), ("市・市社協",), ("地域",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("地域は△が多い", PEOPLE),
        ("地域の取組が下がった", PEOPLE),
        ("地域の評価", PEOPLE),
        ("地域での取組においても", PEOPLE),
        ("「地域」の評価が低い", PEOPLE),
        ("地域◎が増えた", PEOPLE),
        ("地域に期待する", PEOPLE),
        ("令和５年度の地域の実績", PEOPLE),
        ("「交流の機会を増やす」の地域は伸びた", PEOPLE),
        ("地域と市・市社協で差がある", BOTH),
        ("市と地域で差がある", BOTH),
        ("地域、市ともに伸びた", BOTH),
        ("地域の活動は伸びたが、市の取り組みは足りない", BOTH),
        ("市・市社協における基本目標", CITY),
        ("市･市社協の評価", CITY),
        ("市社協には", CITY),
        ("川越市社協に頼む", CITY),
        ("社会福祉協議会が", CITY),
        ("川越市社会福祉協議会が", CITY),
        ("社協の", CITY),
        ("社協職員が来た", CITY),
        ("市は", CITY),
        ("市としては", CITY),
        ("川越市は", CITY),
        ("本市では難しい", CITY),
        ("うちの市では動いていない", CITY),
        ("市の職員は三年で替わる", CITY),
        ("交通費は市で持つこと", CITY),
        ("市から頼まれた", CITY),
    ],
)
def test_actors_are_found(text, found):
    assert find_actors(text, BOTH) == found


@pytest.mark.parametrize(
    "text",
    [
        "地域の居場所",
        "地域福祉",
        "地域包括支援センターは",
        "地域で支え合う",
        "社会福祉法人の地域における公益的な取組",
        "小地域の活動",
        "高齢化が進む地域は",
        "この地域が好き",
        "地域の活動拠点",
        "市内",
        "市民",
        "川越市民は",
        "市長が",
        "都市は",
        "朝市が立つ",
        "市がん検診",
        "市もしくは県に",
        "それは市です",
        "市のホームページ",
        "市の職員OBの方",
        "他市",
        "各市は",
        "隣の市は",
        "この市は",
        "補助がある市もある",
        "県東部3市で設立した",
        "A市では",
        "地区社協の会長",
        "県社協が",
        "隣町の社協さん",
        "隣の日田原市の社協から",
        "近隣2市1町の社会福祉協議会と",
        "社協だより",
        "",
    ],
)
def test_everyday_words_and_others_are_not(text):
    assert find_actors(text, BOTH) == ()


@pytest.mark.parametrize(
    ("text", "actors", "found"),
    [
        # The more exact name wins.
        ("社協は", ("社協", "市・市社協"), ("社協",)),
        ("市社協は", ("社協", "市・市社協"), ("市・市社協",)),
        ("市・市社協は", ("社協", "市・市社協"), ("市・市社協",)),
        ("市は", ("市・市社協", "市"), ("市",)),
        ("市は", ("社協", "市・市社協"), ("市・市社協",)),
        ("市社協は", ("市", "社協"), ("社協",)),
        ("社協と市の役割", ("市", "社協"), ("市", "社協")),
        ("社協は", ("行政・社協", "社協・団体"), ("行政・社協", "社協・団体")),
        # 地区社協 is another body than 社協.
        ("社協は", ("地区社協", "県社協"), ()),
        ("社協は", ("川越市社協", "県社協"), ("川越市社協",)),
        ("地区社協活動と地区社協", ("地区社協", "社協"), ("地区社協",)),
        # Long names are no everyday words.
        ("民生委員に相談した", ("民生委員",), ("民生委員",)),
        ("民生委員協議会", ("民生委員",), ()),
        ("ボランティアをしたい", ("ボランティア",), ()),
        ("住民の高齢化", ("住民", "行政"), ()),
        ("住民と行政が協力する", ("住民", "行政", "団体"), ("住民", "行政")),
        ("行政も団体も動かない", ("団体", "行政"), ("団体", "行政")),
        ("国による補助、全国は", ("国", "県"), ("国",)),
        ("ＮＰＯが開いた", ("NPO",), ("NPO",)),
        ("NPOが開いた", ("ＮＰＯ",), ("ＮＰＯ",)),
        ("市は", (), ()),
        ("市は", ("",), ()),
    ],
)
def test_other_actors(text, actors, found):
    assert find_actors(text, actors) == found


ACTORS = st.lists(
    st.sampled_from(["地域", "市・市社協", "社協", "市", "住民", "行政", "地区社協", "(", "・", "", " "]), unique=True
)


@given(
    st.text(max_size=40) | st.text("市社協地域・と、のは隣本「」がA１() \n\ud83d", max_size=40),
    ACTORS | st.lists(st.text(max_size=5), unique=True),
)
def test_found_actors_are_some_of_the_sheet_in_its_order(text, actors):
    found = find_actors(text, tuple(actors))
    assert found == tuple(actor for actor in actors if actor in found)
