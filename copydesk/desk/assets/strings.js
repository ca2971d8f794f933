// The desk's words, English and Korean. `{n}` and the like are filled in; a form for one is given with `|` before it.

import { storage } from "./dom.js";

const en = {
  "add.people": "Add person…", "add.countries": "Add country…", "add.bodies": "Add organisation…", "add.label.bodies": "Organisation to add", "no.match.bodies": "No organisation of that name is known.", "group.bodies": "Organisations", "act.is.one": "This is: {who}", "add.label.people": "Person to add", "add.label.countries": "Country to add", "no.match.people": "Nobody of that name yet: Enter takes the name in as it is, “New person…” makes a file.", "who.empty": "Type a name, or choose one of the list with ↓.", "who.part": "“{typed}” may be {names}: ↓ and Enter choose one of the list, Enter again takes “{typed}” as it is.", "no.match.countries": "No country of that name.",
  "person.other": "{name} and {chip}: are they one person?", "person.beside": "Two people: {chip} stays, the new one comes in beside", "person.same": "One person: “{chip}” becomes another name of the new one, with role and quotations",
  "said.in.already": "{name} is in already.", "said.out.already": "{name} is out already.", "said.dropped": "Closed; not saved: {typed}.", "said.back": "{what}: what stood there is back, “{typed}” could not be saved. Ctrl+Z brings it back.",
  "key.names": "That key is for a name: W goes to the people, C to the countries.", "key.lines": "That key leaves out a line of the raw copy: R goes there.", "key.role": "Line {n} is the {what}: change it in its field.",
  "publish.again": "{key} again publishes as it is.", "publish.field": "Tab goes into the field, {key} again publishes as it is.", "asks.new": "New here: {what}.", "publish.some": "{n} of {m} have something open: {what}.", "key.trash": "This is the trash: {key} restores.", "keys.restore": "restore", "said.restored.open": "In the trash nothing is edited: {key} restores “{title}”.",
  "keys.whole": "The article", "keys.moving": "Going to", "keys.save": "into a field; out of it, saved", "keys.leave": "leave a field or the editor, saved; close a menu", "keys.is": "this is…; outside the names: add whom you have selected", "keys.new": "new person…; outside the names: for whom you have selected", "keys.several": "Several at once",
  "step.of": "{what}, “{title}”", "picture.add": "Choose a picture…", "also.lines": "With line {n} the cleaner has changed other lines too:", "also.in": "line {n} is in now: “{text}”", "also.out": "line {n} is out now: “{text}”",
  desk: "Desk", queue: "Queue", skip: "Skip to the articles", language: "Language",
  "tab.drafts": "Drafts", "tab.look": "To look at", "tab.problems": "Problems", "tab.scheduled": "Scheduled",
  "tab.published": "Published", "tab.trash": "Trash", states: "States",
  filter: "Filter", "filter.hint": "words, outlet: person: country:", sort: "Sort",
  "sort.newest": "newest", "sort.oldest": "oldest", "sort.changed": "last changed", "sort.title": "headline",
  new: "New article", "new.title": "Headline of the new article", create: "Create", "new.empty": "A new article needs a headline: type one, or Esc.", cancel: "Cancel",
  "no-title": "no title", untitled: "No title", "no-date": "no date", "no-source": "no source named", "no-address": "no address of the original",
  "no-alt": "picture not described", lines: "{n} line to look at|{n} lines to look at",
  people: "{n} person offered|{n} people offered", clean: "nothing open", unread: "not looked at yet",
  words: "{n} word|{n} words", select: "Select: {title}", selected: "{n} selected, {m} of them with nothing open",
  "do.publish": "Publish", "do.publish.n": "Publish {n}", "do.draft": "Back to draft", "do.trash": "Trash", "do.restore": "Restore",
  "empty.drafts": "No drafts. New copy comes with “copydesk add”, or write an article of your own.",
  "empty.look": "Nothing to look at: every draft is clean.", "empty.problems": "No file has a problem.",
  "empty.scheduled": "Nothing is scheduled.", "empty.published": "Nothing is published yet.",
  "empty.trash": "The trash is empty.", "empty.filter": "Nothing matches the filter.", "show.all": "Show all",
  reading: "reading the digest, {n} file left|reading the digest, {n} files left", more: "Show more",
  undo: "Undo: {what}", redo: "Redo: {what}", "undo.none": "Nothing to undo", "redo.none": "Nothing to redo",
  "step.publish": "publish", "step.schedule": "schedule", "step.draft": "back to draft", "step.trash": "trash",
  "step.restore": "restore", "step.new": "new article", "step.field": "{rest}", "step.body": "text", "step.text": "file",
  "step.in": "{rest} in", "step.out": "{rest} out", "step.is": "who {rest} is", "step.role": "role of {rest}",
  "step.unquote": "quotation of {rest}", "step.person": "new person {rest}", "step.remember": "rule for {rest}",
  "step.picture": "picture", "step.line": "line {rest}", "step.edit": "edit", "step.suggest": "names", "step.add": "add",
  "said.publish": "Published “{title}”.", "said.publish.n": "Published {n} articles.", "said.schedule": "“{title}” comes out at the time set.",
  "said.draft": "“{title}” is a draft again.", "said.draft.n": "{n} articles are drafts again.", "said.trash": "“{title}” is in the trash.",
  "said.trash.n": "{n} articles are in the trash.", "said.restore": "Restored “{title}”.", "said.restore.n": "Restored {n} articles.",
  "said.undo": "Taken back: {what}.", "said.redo": "Done again: {what}.", "said.new": "A new draft: “{title}”.",
  "said.field": "Saved: {what}.", "said.body": "Text saved.", "said.in": "{name} is in.", "said.out": "{name} is out.",
  "said.out.all": "{name} is out, and not suggested again in this digest.", "said.is": "{name} is {who}.",
  "said.role": "Role saved.", "said.unquote": "Quotation taken out.", "said.person": "A file for {name} is there.",
  "said.keep": "Line {n} is back in the text.", "said.drop": "Line {n} is left out.", "said.always": "This line is always left out of {outlet}.",
  "said.picture": "The picture is in. Describe it for those who cannot see it.", "said.failed": "{n} could not be: {why}",
  "said.rebased": "Somebody else has changed the file meanwhile; both edits are in it.", "said.all": "{n} taken in.",
  "said.selected": "{n} selected.", "said.outside": "The file was changed by another program; what you see is up to date.", "said.outside.tab": "The file was changed in another tab of this desk; what you see is up to date.",
  "said.gone": "This article's file is gone: it was renamed or removed.", "said.none": "No more in this list.", "said.conflict": "Another program has changed the same here meanwhile: nothing is written until you keep yours or take theirs.", "said.conflict.tab": "Another tab of this desk has changed the same here meanwhile: nothing is written until you keep yours or take theirs.",
  saved: "saved {time}", saving: "saving…", unsaved: "not saved", lost: "The desk has ended. What you type is kept here until it is back.",
  "no.storage": "This browser keeps nothing for the desk: a reload asks for the address again, and forgets what is not saved.",
  back: "The desk is back.", "not.committed": "{n} file not committed|{n} files not committed", committed: "all committed", show: "show", close: "Close",
  "commit.note": "“Published” here means in the files. Readers see it after commit and push.",
  keys: "all keys", "keys.title": "Keys", "keys.row": "row", "keys.select": "select", "keys.review": "review", "keys.open": "next open thing", "keys.down": "next line, paragraph, field or name", "keys.up": "previous line, paragraph, field or name", "keys.fold": "open or close what is folded",
  "keys.all": "take in all offered names that are sure", "keys.places": "next place of the name in the text", "keys.undo": "undo", "keys.redo": "redo", "keys.a": "select all", "keys.c": "select all with nothing open", "keys.n": "select none",
  "keys.off": "Single keys off", "keys.note": "A key can be switched off or changed; single keys never act while you type.",
  "keys.change": "Key for: {what}", "keys.use": "Use the key for: {what}",
  number: "{n} of {m}", previous: "Previous article", next: "Next article", panes: "Panes",
  raw: "Raw", text: "Text", fields: "Fields", names: "Names", "fields.note": "saved as you leave each",
  "raw.count": "{n} line|{n} lines", "raw.look": "{n} to look at", "raw.none": "No raw copy is kept of this article: {why}. All else works.",
  "raw.failed": "The raw copy could not be read: {why}", "raw.reading": "Reading the raw copy…",
  certain: "certain", "fold.words": "{n} word, rules {rules}|{n} words, rules {rules}",
  "line.kept": "Line {n}, kept", "line.out": "Line {n}, left out, {rule}", "line.unsure": "unsure", "fate.kept": "kept", "fate.other": "reads otherwise now", "raw.data": "The page shows no article: this is the text that it keeps for machines, without headings or lists, maybe with captions and marks of advertisements. Look through it.", "missing.text": "a text", "raw.whole": "The copy was Markdown and is the text as it came: nothing was left out.", "decided": "decided", "decided.how": "Written in the article's file, under source: by a decision of yours, or beside one, to hold this line where it was.", fixed: "These words are no line of the text, and cannot be put back by their number: write them in.", "said.pinned": "Held where it was: line {lines}.|Held where they were: lines {lines}.",
  "fate.headline": "title", "fate.authors": "author", "fate.date": "date", "fate.subtitle": "subtitle", "fate.caption": "caption", "fate.source": "source",
  "ask.look": "Please look: line {n}", "ask.more": "and {n} more line there ({lines})|and {n} more lines there ({lines})", "ask.of": "{n} of {m}", "ask.why": "Left out: {rule}.", "ask.hardly": "It hardly belongs; a glance will do ({sure} sure that it does not).", "ask.maybe": "It may belong ({sure} sure that it does not).", "ask.likely": "It may well belong ({sure} sure that it does not).",
  "ask.back.all": "Put all {n} back", "ask.out.all": "Leave all {n} out", "keys.back.all": "put all lines of a question back", "key.lines.back": "That key puts back all lines that a question of the raw copy stands for: R goes there.", "raw.again": "Reading the raw copy again…", "said.keep.n": "{n} lines are back in the text: {lines}.", "said.drop.n": "{n} lines are left out: {lines}.", "said.came": "In with it: {names}.", "said.went": "Out with it: {names}.", "image.hidden": "This picture is on another host: readers do not see it. Choose one of your own, or say remote_images: true in config.yaml.",
  "ask.prose": "A sentence of {n} words.", "ask.back": "Put it back", "ask.out": "Leave it out", "ask.always": "always, for {outlet}",
  place: "Where does line {n} go? The paragraphs around it have been rewritten.", "place.here": "Insert here", "place.first": "Insert at the beginning",
  paragraphs: "{n} paragraph|{n} paragraphs", "text.pale": "Left out, waits for your word: {text}", "text.note": "A dashed edge marks a line that is out and waits for your word.",
  edit: "edit Markdown", preview: "preview", diff: "difference to the last commit", "edit.label": "The article's text, Markdown", done: "Done",
  "no.diff": "No difference to the last commit.", "no.git": "This digest is not in a git repository.",
  "field.title": "Title", "field.subtitle": "Subtitle", "field.why": "Why", "field.date": "Date", "field.source.name": "Source", "field.source.url": "Address",
  "field.source.authors": "Authors", "field.summary": "Summary", "field.description": "Description", "field.lang": "Language", "field.place": "Place",
  "field.image": "Picture", "field.image_alt": "It shows", "field.image_caption": "Caption", "field.image_credit": "Credit", "field.tags": "Tags",
  "field.topics": "Topics", "field.story": "Story", "field.edition": "Edition", "field.policy": "Policy", "field.publish_at": "Publish at", "field.source.license": "Licence",
  "hint.why": "Why it matters, in two sentences", "hint.date": "YYYY-MM-DD", "hint.source.url": "https://…", "hint.list": "one, another", "hint.publish_at": "now, or YYYY-MM-DD HH:MM",
  "more.fields": "Picture, language, place, story, edition, policy, publish at", set: "{n} set",
  "line.found": "line {n}: {value}", found: "Found: {what}", "source.missing": "Whose copy is it? Readers see no source.", "address.missing": "No address of the original: readers cannot check it.", "alt.missing": "Say what the picture shows.",
  mine: "Keep mine", theirs: "Take theirs", "both": "Another program wrote “{theirs}” here meanwhile.", "both.tab": "Another tab of this desk wrote “{theirs}” here meanwhile.", "both.since": "“{theirs}” was written here meanwhile.", "kept.typed": "Typed at {time} and not saved.", save: "Save", discard: "Discard",
  "names.count": "{in} in, {offered} offered, {rejected} rejected", "group.people": "People", "group.countries": "Countries", "none.people": "No people.", "none.countries": "No countries.",
  "chip.in": "in", "chip.offered": "offered", "chip.rejected": "rejected", "chip.gone": "not in the text by that name", "chip.which": "which one?", "chip.mentioned": "merely named",
  "which.legend": "Which {name}?", "act.in": "In", "act.out": "Out, of this article", "act.out.all": "Out, of the whole digest", "act.is": "This is…", "act.new": "New person…",
  "act.role": "Role…", "act.unquote": "Take out: “{quote}”", "is.label": "{name} is", "role.label": "Role of {name}", "person.name": "Name", "person.family": "Surname", "person.role": "Role", "person.note": "What tells them apart (if another has the name)", "person.note.other": "What tells the other apart ({slug})", "person.apart": "Two people are called {name}: write for each what tells the two apart.",
  articles: "{n} article|{n} articles", "alias": "known as {name}", evidence: "Found by: {rule}", score: "sure {n}",
  "missing.must": "Publishing needs {what}", "missing.open": "This article lacks {what}", "missing.title": "the title", "missing.date": "the date", "missing.source": "the source", "missing.address": "the address", "missing.alt": "the picture's description",
  "missing.none": "nothing missing", broken: "This file cannot be read as an article: {why} (line {n}). Here is its text.", "broken.bytes": "This file is not UTF-8 and cannot be edited here: save it as UTF-8 in a text editor.",
  locked: "This page has no key. Open the address of the desk that “copydesk serve” shows in the terminal, or paste it here.", "locked.label": "Address or key", open: "Open",
  draft: "draft", "state.published": "published", "state.scheduled": "scheduled", "state.drafts": "draft", "state.problems": "problem",
  "drop.here": "Drop a picture to put it into the article.", offers: "With this line the cleaner finds {what}: “{value}”", use: "Use it", undone: "undone", gone: "gone", "open.site": "Preview page",
  "history": "History", "loading": "One moment…", "slow": "The desk is at work; your change is not lost.", "history.none": "Nothing has been done yet.", "file": "The file's text", "files.changed": "Files", "more.actions": "More", "commands": "as a command"
};

const ko = {
  "add.people": "인물 더하기…", "add.countries": "나라 더하기…", "add.bodies": "기구 더하기…", "add.label.bodies": "더할 기구", "no.match.bodies": "아는 기구 가운데 그런 이름이 없습니다.", "group.bodies": "기구", "act.is.one": "이 사람: {who}", "add.label.people": "더할 인물", "add.label.countries": "더할 나라", "no.match.people": "그런 이름이 아직 없습니다. Enter는 이름만 넣고, “새 인물…”은 파일을 만듭니다.", "who.empty": "이름을 쓰거나 ↓로 목록에서 고르세요.", "who.part": "“{typed}”, 혹시 {names}입니까? ↓와 Enter로 목록에서 고르고, Enter를 다시 누르면 “{typed}” 그대로 넣습니다.", "no.match.countries": "그런 나라가 없습니다.",
  "person.other": "{name}, {chip}: 같은 사람입니까?", "person.beside": "두 사람: {chip}은(는) 그대로, 새 인물이 곁에 들어갑니다", "person.same": "한 사람: “{chip}”은(는) 새 인물의 다른 이름이 되고 직함과 인용도 옮겨 갑니다",
  "said.in.already": "{name} 이미 들어 있습니다.", "said.out.already": "{name} 이미 빠져 있습니다.", "said.dropped": "닫았습니다. 저장하지 않은 것: {typed}.", "said.back": "{what}: 있던 값으로 되돌렸습니다. “{typed}”은(는) 저장할 수 없었습니다. Ctrl+Z로 다시 불러옵니다.",
  "key.names": "이름에 쓰는 글쇠입니다. W는 인물, C는 나라로 갑니다.", "key.lines": "원고의 줄을 빼는 글쇠입니다. R로 갑니다.", "key.role": "{n}번 줄은 {what}입니다. 항목에서 고치세요.",
  "publish.again": "{key}를 다시 누르면 그대로 발행합니다.", "publish.field": "Tab은 항목으로 갑니다. {key}를 다시 누르면 그대로 발행합니다.", "asks.new": "새로 나온 것: {what}.", "publish.some": "{m}개 중 {n}개에 남은 일이 있습니다: {what}.", "key.trash": "휴지통입니다. {key}로 되살립니다.", "keys.restore": "되살리기", "said.restored.open": "휴지통에서는 고칠 수 없습니다. {key}로 “{title}”을(를) 되살립니다.",
  "keys.whole": "기사", "keys.moving": "가기", "keys.save": "항목으로 들어가기, 저장하고 나오기", "keys.leave": "항목이나 편집을 저장하고 나가기, 메뉴 닫기", "keys.is": "이 사람은…; 이름 밖에서는 고른 글의 인물 더하기", "keys.new": "새 인물…; 이름 밖에서는 고른 글로", "keys.several": "한꺼번에",
  "step.of": "{what}, “{title}”", "picture.add": "사진 고르기…", "also.lines": "{n}번 줄과 함께 다른 줄도 바뀌었습니다:", "also.in": "{n}번 줄이 들어왔습니다: “{text}”", "also.out": "{n}번 줄이 빠졌습니다: “{text}”",
  desk: "편집대", queue: "대기열", skip: "기사로 건너뛰기", language: "언어",
  "tab.drafts": "초안", "tab.look": "확인할 것", "tab.problems": "문제", "tab.scheduled": "예약", "tab.published": "발행됨", "tab.trash": "휴지통", states: "상태",
  filter: "거르기", "filter.hint": "낱말, outlet: person: country:", sort: "정렬", "sort.newest": "최신순", "sort.oldest": "오래된 순", "sort.changed": "수정순", "sort.title": "제목순",
  new: "새 기사", "new.title": "새 기사의 제목", create: "만들기", "new.empty": "새 기사에는 제목이 있어야 합니다. 제목을 쓰거나 Esc를 누르세요.", cancel: "취소",
  "no-title": "제목 없음", untitled: "제목 없음", "no-date": "날짜 없음", "no-source": "출처 없음", "no-address": "원문 주소 없음", "no-alt": "사진 설명 없음", lines: "확인할 줄 {n}개",
  people: "제안된 인물 {n}명", clean: "남은 일 없음", unread: "아직 살펴보지 않음", words: "{n}단어", select: "선택: {title}", selected: "{n}개 선택, 그중 {m}개는 남은 일 없음",
  "do.publish": "발행", "do.publish.n": "{n}개 발행", "do.draft": "초안으로", "do.trash": "휴지통", "do.restore": "되살리기",
  "empty.drafts": "초안이 없습니다. “copydesk add”로 원고를 넣거나 새 기사를 쓰세요.", "empty.look": "확인할 것이 없습니다.", "empty.problems": "문제가 있는 파일이 없습니다.",
  "empty.scheduled": "예약된 기사가 없습니다.", "empty.published": "아직 발행된 기사가 없습니다.", "empty.trash": "휴지통이 비어 있습니다.", "empty.filter": "거르기에 맞는 기사가 없습니다.", "show.all": "모두 보기",
  reading: "다이제스트를 읽는 중, 파일 {n}개 남음", more: "더 보기", undo: "되돌리기: {what}", redo: "다시 하기: {what}", "undo.none": "되돌릴 것이 없습니다", "redo.none": "다시 할 것이 없습니다",
  "step.publish": "발행", "step.schedule": "예약", "step.draft": "초안으로", "step.trash": "휴지통", "step.restore": "되살리기", "step.new": "새 기사", "step.field": "{rest}", "step.body": "본문", "step.text": "파일",
  "step.in": "{rest} 넣기", "step.out": "{rest} 빼기", "step.is": "{rest}의 신원", "step.role": "{rest}의 직함", "step.unquote": "{rest}의 인용", "step.person": "새 인물 {rest}", "step.remember": "{rest} 규칙",
  "step.picture": "사진", "step.line": "{rest}번 줄", "step.edit": "편집", "step.suggest": "이름", "step.add": "추가",
  "said.publish": "“{title}” 발행했습니다.", "said.publish.n": "기사 {n}개를 발행했습니다.", "said.schedule": "“{title}” 정한 시각에 나갑니다.", "said.draft": "“{title}” 다시 초안입니다.", "said.draft.n": "기사 {n}개가 다시 초안입니다.",
  "said.trash": "“{title}” 휴지통에 넣었습니다.", "said.trash.n": "기사 {n}개를 휴지통에 넣었습니다.", "said.restore": "“{title}” 되살렸습니다.", "said.restore.n": "기사 {n}개를 되살렸습니다.", "said.undo": "되돌렸습니다: {what}.", "said.redo": "다시 했습니다: {what}.",
  "said.new": "새 초안: “{title}”.", "said.field": "저장됨: {what}.", "said.body": "본문을 저장했습니다.", "said.in": "{name} 넣었습니다.", "said.out": "{name} 뺐습니다.", "said.out.all": "{name} 빼고, 이 다이제스트에서 다시 제안하지 않습니다.",
  "said.is": "{name} = {who}.", "said.role": "직함을 저장했습니다.", "said.unquote": "인용을 뺐습니다.", "said.person": "{name} 파일을 만들었습니다.", "said.keep": "{n}번 줄을 본문에 되돌렸습니다.", "said.drop": "{n}번 줄을 뺐습니다.",
  "said.always": "{outlet}에서는 이 줄을 늘 뺍니다.", "said.picture": "사진을 넣었습니다. 볼 수 없는 이를 위해 설명하세요.", "said.failed": "{n}개는 하지 못했습니다: {why}", "said.rebased": "그사이 다른 이가 파일을 고쳤습니다. 두 수정이 모두 들어 있습니다.",
  "said.all": "{n}명 넣었습니다.", "said.selected": "{n}개 선택.", "said.outside": "다른 프로그램이 파일을 고쳤습니다. 보이는 것은 최신입니다.", "said.outside.tab": "편집대의 다른 탭에서 파일을 고쳤습니다. 보이는 것은 최신입니다.", "said.gone": "이 기사의 파일이 없습니다. 이름이 바뀌었거나 지워졌습니다.", "said.none": "목록의 끝입니다.", "said.conflict": "그사이 다른 프로그램이 같은 곳을 고쳤습니다. 내 것이나 그쪽 것을 고를 때까지 쓰지 않습니다.", "said.conflict.tab": "그사이 편집대의 다른 탭에서 같은 곳을 고쳤습니다. 내 것이나 그쪽 것을 고를 때까지 쓰지 않습니다.",
  saved: "{time} 저장됨", saving: "저장 중…", unsaved: "저장되지 않음", lost: "편집대가 끝났습니다. 쓰는 글은 돌아올 때까지 여기에 남습니다.", "no.storage": "이 브라우저는 편집대의 것을 보관하지 않습니다. 새로 고치면 주소를 다시 묻고 저장하지 않은 것은 사라집니다.", back: "편집대가 돌아왔습니다.", "not.committed": "커밋하지 않은 파일 {n}개", committed: "모두 커밋됨", show: "보기", close: "닫기",
  "commit.note": "여기서 “발행”은 파일에 적혔다는 뜻입니다. 독자는 커밋하고 푸시한 뒤에 봅니다.", keys: "모든 글쇠", "keys.title": "글쇠", "keys.row": "줄", "keys.select": "선택", "keys.review": "검토", "keys.open": "다음 확인할 것", "keys.down": "다음 줄·문단·항목·이름", "keys.up": "앞의 줄·문단·항목·이름", "keys.fold": "접힌 것 여닫기", "keys.all": "확실한 제안 모두 넣기", "keys.places": "본문에서 이름의 다음 자리", "keys.undo": "되돌리기", "keys.redo": "다시 하기", "keys.a": "모두 선택", "keys.c": "남은 일 없는 것 선택", "keys.n": "선택 풀기",
  "keys.off": "한 글쇠 명령 끄기", "keys.note": "글쇠마다 끄거나 바꿀 수 있습니다. 글을 쓰는 동안에는 듣지 않습니다.", "keys.change": "글쇠: {what}", "keys.use": "글쇠 사용: {what}",
  number: "{m}개 중 {n}", previous: "이전 기사", next: "다음 기사", panes: "칸", raw: "원고", text: "본문", fields: "항목", names: "이름", "fields.note": "칸을 떠나면 저장",
  "raw.count": "{n}줄", "raw.look": "확인할 것 {n}", "raw.none": "이 기사의 원고가 보관되어 있지 않습니다: {why}. 다른 것은 모두 됩니다.", "raw.failed": "원고를 읽지 못했습니다: {why}", "raw.reading": "원고를 읽는 중…",
  certain: "확실", "fold.words": "{n}단어, 규칙 {rules}", "line.kept": "{n}번 줄, 남김", "line.out": "{n}번 줄, 뺌, {rule}", "line.unsure": "불확실", "fate.kept": "남김", "fate.other": "지금 글은 다름", "raw.data": "쪽에 기사가 보이지 않아 쪽이 기계를 위해 적어 둔 글을 옮겼습니다. 소제목과 목록이 없고 사진 설명이나 광고 표시가 섞였을 수 있습니다. 훑어보세요.", "missing.text": "본문", "raw.whole": "원고가 Markdown이어서 온 그대로 본문이 되었습니다. 뺀 것이 없습니다.", "decided": "정해 둠", "decided.how": "기사 파일의 source에 적혀 있습니다. 편집자가 정했거나, 다른 줄을 정할 때 제자리에 묶어 둔 줄입니다.", fixed: "본문의 줄이 아니어서 번호로 되돌릴 수 없습니다. 직접 적어 넣으세요.", "said.pinned": "제자리에 둔 줄: {lines}.", "fate.headline": "제목", "fate.authors": "기자", "fate.date": "날짜", "fate.subtitle": "부제", "fate.caption": "사진 설명", "fate.source": "매체",
  "ask.look": "확인하세요: {n}번 줄", "ask.of": "{m}개 중 {n}", "ask.why": "뺀 까닭: {rule}.", "ask.more": "와 그 자리의 {n}줄({lines})", "ask.hardly": "기사의 글이 아닐 것입니다. 훑어만 보세요(아닐 확률 {sure}).", "ask.maybe": "기사의 글일 수 있습니다(아닐 확률 {sure}).", "ask.likely": "기사의 글일 법합니다(아닐 확률 {sure}).", "ask.back.all": "{n}줄 모두 되살리기", "ask.out.all": "{n}줄 모두 빼기", "keys.back.all": "물음의 줄을 모두 되살리기", "key.lines.back": "원고의 물음에 딸린 줄을 모두 되살리는 글쇠입니다. R로 갑니다.", "raw.again": "원고를 다시 읽는 중…", "said.keep.n": "{n}줄이 본문에 돌아왔습니다: {lines}.", "said.drop.n": "{n}줄을 뺐습니다: {lines}.", "said.came": "함께 들어온 이름: {names}.", "said.went": "함께 빠진 이름: {names}.", "image.hidden": "사진이 다른 호스트에 있어 독자에게 보이지 않습니다. 사진을 고르거나 config.yaml에 remote_images: true를 쓰세요.", "ask.prose": "{n}단어 문장.", "ask.back": "되돌리기", "ask.out": "빼 두기", "ask.always": "늘, {outlet}",
  place: "{n}번 줄을 어디에 넣을까요? 둘레 문단이 고쳐졌습니다.", "place.here": "여기에 넣기", "place.first": "맨 앞에 넣기", paragraphs: "{n}문단", "text.pale": "빠져 있고 결정을 기다림: {text}", "text.note": "점선은 빠져 있고 결정을 기다리는 줄입니다.",
  edit: "마크다운 편집", preview: "미리 보기", diff: "마지막 커밋과 차이", "edit.label": "기사 본문, 마크다운", done: "마침", "no.diff": "마지막 커밋과 같습니다.", "no.git": "이 다이제스트는 git 저장소에 없습니다.",
  "field.title": "제목", "field.subtitle": "부제", "field.why": "왜", "field.date": "날짜", "field.source.name": "매체", "field.source.url": "주소", "field.source.authors": "기자", "field.summary": "요약", "field.description": "설명", "field.lang": "언어", "field.place": "곳",
  "field.image": "사진", "field.image_alt": "사진 설명", "field.image_caption": "사진 글", "field.image_credit": "사진 출처", "field.tags": "태그", "field.topics": "주제", "field.story": "이야기", "field.edition": "호", "field.policy": "공개", "field.publish_at": "발행 시각", "field.source.license": "이용 허락",
  "hint.why": "왜 중요한지 두 문장으로", "hint.date": "YYYY-MM-DD", "hint.source.url": "https://…", "hint.list": "하나, 또 하나", "hint.publish_at": "지금, 또는 YYYY-MM-DD HH:MM", "more.fields": "사진, 언어, 곳, 이야기, 호, 공개, 발행 시각", set: "{n}개 적힘",
  "line.found": "{n}번 줄: {value}", found: "찾은 것: {what}", "source.missing": "어느 매체의 글입니까? 독자에게 출처가 보이지 않습니다.", "address.missing": "원문 주소가 없습니다. 독자가 확인할 수 없습니다.", "alt.missing": "사진이 무엇을 보여 주는지 쓰세요.", mine: "내 것으로", theirs: "그쪽 것으로", "both.since": "그사이 여기에 “{theirs}”(이)라고 쓰였습니다.", both: "그사이 다른 프로그램이 “{theirs}”라고 적었습니다.", "both.tab": "그사이 편집대의 다른 탭에서 “{theirs}”라고 적었습니다.", "kept.typed": "{time}에 썼고 저장되지 않았습니다.", save: "저장", discard: "버리기",
  "names.count": "넣음 {in}, 제안 {offered}, 거절 {rejected}", "group.people": "인물", "group.countries": "나라", "none.people": "인물이 없습니다.", "none.countries": "나라가 없습니다.", "chip.in": "넣음", "chip.offered": "제안", "chip.rejected": "거절", "chip.gone": "본문에 그 이름으로는 없음", "chip.which": "누구?", "chip.mentioned": "이름만 나옴",
  "which.legend": "{name}: 누구입니까?", "act.in": "넣기", "act.out": "이 기사에서 빼기", "act.out.all": "다이제스트 전체에서 빼기", "act.is": "이 사람은…", "act.new": "새 인물…", "act.role": "직함…", "act.unquote": "빼기: “{quote}”", "is.label": "{name}은(는)", "role.label": "{name}의 직함", "person.name": "이름", "person.family": "성", "person.role": "직함", "person.note": "구별하는 말 (같은 이름이 있으면)", "person.note.other": "다른 인물을 구별하는 말({slug})", "person.apart": "{name}이라는 인물이 두 명입니다. 저마다 구별하는 말을 쓰세요.",
  articles: "기사 {n}개", alias: "다른 이름 {name}", evidence: "{rule}(으)로 찾음", score: "확신 {n}", "missing.must": "발행에 필요: {what}", "missing.open": "이 기사에 없는 것: {what}", "missing.title": "제목", "missing.date": "날짜", "missing.source": "매체", "missing.address": "주소", "missing.alt": "사진 설명", "missing.none": "모자란 것 없음",
  broken: "이 파일을 기사로 읽을 수 없습니다: {why} ({n}번 줄). 파일의 글은 다음과 같습니다.", "broken.bytes": "이 파일은 UTF-8이 아니어서 여기서 고칠 수 없습니다. 편집기에서 UTF-8로 저장하세요.", locked: "이 쪽에는 열쇠가 없습니다. “copydesk serve”가 터미널에 보여 주는 주소를 열거나 여기에 붙여 넣으세요.", "locked.label": "주소 또는 열쇠", open: "열기",
  draft: "초안", "state.published": "발행됨", "state.scheduled": "예약됨", "state.drafts": "초안", "state.problems": "문제", "drop.here": "사진을 놓으면 기사에 들어갑니다.", offers: "이 줄로 {what}을(를) 찾았습니다: “{value}”", use: "쓰기", undone: "되돌림", gone: "없음", "open.site": "미리 보기 쪽",
  history: "한 일", loading: "잠시만요…", slow: "편집대가 일하는 중입니다. 바꾼 것은 없어지지 않습니다.", "history.none": "아직 한 일이 없습니다.", file: "파일의 글", "files.changed": "파일", "more.actions": "더", commands: "명령으로"
};

// What the server says of files, in Korean: its own words, {0} and {1} for what they are about. The first that fits is taken.
const toldInKorean = {
  "it was written by hand, or added before originals were kept": "손으로 썼거나, 원고를 보관하기 전에 넣은 기사입니다", "no original was kept of it: it was written by hand, or added before originals were kept": "손으로 썼거나, 원고를 보관하기 전에 넣은 기사입니다",
  '{0}: its original has no line {1} with words: they are {2} to {3}, as `copydesk review` without options lists them': "{0}: 원고에 글이 있는 {1}번 줄이 없습니다. {2}번부터 {3}번까지입니다",
  "{0}: line {1} cannot be kept in the text: it is the {2}": "{0}: {1}번 줄은 본문에 둘 수 없습니다({2})", "{0}: line {1} cannot be left out: nothing else would be left of the text": "{0}: {1}번 줄을 빼면 본문에 남는 것이 없습니다",
  "{0}: line {1} cannot be put back by its number: {2}; write it in": "{0}: {1}번 줄은 번호로 되돌릴 수 없습니다({2}). 직접 적으세요", 'it holds no part "{0}" ({1})': "“{0}” 부분이 없습니다({1})",
  "{0} is damaged: it does not hold what it was": "{0} 파일이 손상되어 처음과 다릅니다", "{0} is not here: originals stay on the machine where an article was added": "{0} 파일이 여기 없습니다. 원고는 기사를 넣은 컴퓨터에만 있습니다",
  '"{0}" is missing': '"{0}" 항목이 없습니다', '"{0}" is empty': '"{0}" 항목이 비어 있습니다', '"{0}" must be text, not {1}': '"{0}" 항목은 글이어야 합니다({1} 아님)',
  '"{0}" must be true or false, not "{1}"': '"{0}" 항목은 true 또는 false여야 합니다. "{1}"은(는) 아닙니다', '"{0}" must be a whole number from {1} to {2}': '"{0}" 항목은 {1}부터 {2}까지의 정수여야 합니다',
  '"{0}" must be a date, not "{1}"': '"{0}" 항목은 날짜여야 합니다. "{1}"은(는) 날짜가 아닙니다', '"{0}": {1} is no date ({2})': '"{0}": {1}은(는) 없는 날짜입니다',
  '"{0}" cannot be "{1}", start it with / (a file below content/) or https://': '"{0}" 항목은 "{1}"일 수 없습니다. /(content/ 아래 파일) 또는 https://로 시작하세요',
  '"{0}" cannot be "{1}"': '"{0}" 항목은 "{1}"일 수 없습니다', '"{0}" and "{1}" mean the same': '"{0}"과(와) "{1}"은(는) 같은 뜻입니다', '"{0}" holds nothing that can be seen': '"{0}"에 보이는 글이 없습니다',
  '"{0}" must be a web address that starts with https:// or http://': '"{0}" 항목은 https:// 또는 http://로 시작하는 주소여야 합니다', '"{0}" must be a web address whose host and port can be': '"{0}" 주소의 호스트나 포트가 있을 수 없는 것입니다',
  '"{0}" must be a web address without characters that cannot be seen': '"{0}" 주소에 보이지 않는 글자가 있습니다', '"{0}" must be a web address without a user\'s name before the host': '"{0}" 주소의 호스트 앞에 사용자 이름이 있으면 안 됩니다',
  '"{0}" must be letters, digits and ._~:/- only': '"{0}" 항목에는 글자, 숫자, ._~:/- 만 쓸 수 있습니다', '"{0}" must be a map': '"{0}" 항목은 하위 항목으로 써야 합니다', '"{0}" must be {1}': '"{0}" 항목의 꼴이 다릅니다: {1}',
  '"{0}" has an empty entry': '"{0}"에 빈 것이 있습니다', 'unknown key "{0}"': '모르는 항목 "{0}"', '"{0}" ends before "{1}", which is a comment': '"{0}"의 값이 "{1}" 앞에서 끝납니다(주석)',
  '"{0}" is no language code: "{1}"': '"{0}": "{1}"은(는) 언어 부호가 아닙니다', '"{0}" in "{1}" is one entry with {2}': '"{1}"의 "{0}"이(가) 하나로 적혀 있습니다({2})', '"{0}" is no address here': '"{0}"은(는) 여기의 주소가 아닙니다',
  "beyond the calendar": "달력에 없는 날입니다", "index.md says nothing of the article's address": "index.md로는 기사의 주소를 알 수 없습니다", "the slug is empty": "slug가 비어 있습니다",
  "{0}: people are found by name and office only, without quotations; check who is missing": "{0}: 인물은 이름과 직함으로만 찾고 인용은 찾지 않습니다. 빠진 사람이 없는지 보세요",
  "{0}: only people of the registry and country names are found": "{0}: 파일이 있는 인물과 나라 이름만 찾습니다", "{0}: only people of the registry are found": "{0}: 파일이 있는 인물만 찾습니다",
  "the page's own data has {0} words of {1} that are not here": "쪽이 스스로 적어 둔 {1}단어 가운데 {0}단어가 여기에 없습니다", "a second reader has {0} words of {1} that are not here": "다른 읽개가 찾은 {1}단어 가운데 {0}단어가 여기에 없습니다",
  "the page shows no article; this is the text it keeps for machines, without headings or lists": "쪽에 기사가 보이지 않아 기계를 위한 글을 옮겼습니다. 소제목과 목록이 없습니다", "nothing here reads as an article for sure; its sentences were kept: look at every line": "기사라고 확실한 글이 없어 문장을 모두 남겼습니다. 줄마다 보세요", "only {0} words were kept: is this the article?": "{0}단어만 남았습니다. 이것이 기사입니까?",
  "the text ends in a colon: “{0}”": "글이 쌍점으로 끝납니다: “{0}”", "nothing stands under the heading “{0}”": "소제목 “{0}” 아래에 글이 없습니다", "the text begins inside a sentence: “{0}”": "글이 문장 가운데서 시작합니다: “{0}”",
  "about {0} words that were left out may belong to the text: look at the lines in doubt": "뺀 말 가운데 {0}단어쯤이 기사의 글일 수 있습니다. 의심스러운 줄을 보세요", "the {0} items under “{1}” were left out": "“{1}” 아래의 {0}개 항목을 뺐습니다",
  "{0} words from “{1}” on were left out as pictures of other stories": "“{1}”부터 {0}단어를 다른 기사의 사진으로 보고 뺐습니다", "{0} table: compare with the file": "표 {0}개: 파일과 견주어 보세요", "{0} tables: compare with the file": "표 {0}개: 파일과 견주어 보세요", "a note was left out: “{0}”": "각주를 뺐습니다: “{0}”",
  "not taken along: {0}": "가져오지 않은 것: {0}", "the year {0} is older than newspapers": "{0}년은 신문이 있기 전입니다", "no date: it stays a draft": "날짜가 없어 초안으로 남습니다", '"image" is the address of the article, not of a picture': '"image"가 사진이 아니라 기사의 주소입니다',
  "the picture is on another host and is not shown": "사진이 다른 호스트에 있어 보이지 않습니다", "the picture is on another host and is a link only: {0}": "사진이 다른 호스트에 있어 링크로만 나옵니다: {0}",
  '"people.name" and "people.person" in one entry': '"people.name"과 "people.person"이 함께 있습니다', '"{0}" in "people" has no letter: is it a name?': '"people"의 "{0}"에 글자가 없습니다. 이름입니까?',
  '"{0}" is plain text, and {1} is printed as it is': '"{0}"에는 꾸밈이 없는 글만 쓸 수 있어 {1}이(가) 그대로 나옵니다', 'a tag is written without its #: "{0}"': '태그에는 #을 붙이지 않습니다: "{0}"',
  'the slug "{0}" stands in the address as {1}': 'slug "{0}"은(는) 주소에서 {1}이(가) 됩니다', "was changed on {0}, before its day, {1}": "{0}에 고쳤다고 적혀 있는데, 기사의 날짜 {1}보다 이릅니다",
  "the link is taken out, its words stay: {0}": "링크는 빠지고 글자만 남습니다: {0}", "a note's number is printed as it is, the note is missing: {0}": "각주 번호만 있고 각주가 없습니다: {0}",
  "a note is not shown: nothing in the text leads to it: {0}": "본문에서 가리키지 않아 각주가 보이지 않습니다: {0}", "a link is printed as it is, its address is missing: {0}": "링크의 주소가 없어 글자 그대로 나옵니다: {0}",
  'the name "{0}" has no letter or digit to make an address of': '이름 "{0}"에 주소로 쓸 글자나 숫자가 없습니다', '"{0}" is no headline': '"{0}"은(는) 제목이 아닙니다', '"{0}" is no {1}': '"{0}"은(는) {1}(이)가 아닙니다',
  "no text: readers get the headline alone": "본문이 없어 독자는 제목만 봅니다", "policy: summary without a summary shows nothing of the article": "요약 없이 policy: summary이면 기사에서 보이는 것이 없습니다",
  'these words of {0} do not stand in the text: "{1}"': '{0}의 말 "{1}"이(가) 본문에 없습니다', 'the nearest is "{0}"': '가장 가까운 것: "{0}"', "nothing in it is like it": "비슷한 것도 없습니다",
  "{0}: there is no such article: was it renamed or removed?": "{0}: 이 기사가 없습니다. 이름이 바뀌었거나 지워졌습니까?", "{0}: there is no such file: was it renamed, removed or trashed? Once it is back, do this again": "{0}: 이 파일이 없습니다. 이름이 바뀌었거나 지워졌거나 휴지통에 있습니까? 되돌아온 뒤 다시 하십시오",
  "a field of your own stands under extra:": "직접 만든 필드는 extra: 아래에 적습니다",
  "there is no such file": "이 파일이 없습니다", "was it renamed, removed or trashed? Once it is back, do this again": "이름이 바뀌었거나 지워졌거나 휴지통에 있습니까? 되돌아온 뒤 다시 하십시오", "{0}: there is no such file": "{0}: 이 파일이 없습니다",
  "write a headline first": "제목을 먼저 쓰세요", "write the person's name": "인물의 이름을 쓰세요", "a line is remembered of an outlet: name both": "줄을 기억하려면 매체와 줄이 모두 있어야 합니다",
  "no picture of a kind that is shown: PNG, JPEG, GIF, WebP or AVIF": "보여 줄 수 있는 사진이 아닙니다: PNG, JPEG, GIF, WebP, AVIF만 됩니다", "the picture is larger than {0} MiB": "사진이 {0} MiB보다 큽니다",
  "{0} has been edited meanwhile: decide on the line again": "그사이 {0} 파일이 고쳐졌습니다. 줄을 다시 정하세요", "{0} does not say who that one is: say what tells the other apart as well": "{0} 파일에 누구인지 적혀 있지 않습니다. 그 인물을 구별하는 말도 쓰세요", "{0} says the same of the other: say what tells the two apart": "{0} 파일도 똑같이 말합니다. 두 사람을 구별하는 말을 쓰세요", "{0} is there: say what tells the two apart": "{0} 파일이 이미 있습니다. 두 사람을 구별하는 말을 쓰세요",
  "{0} is there already: rename one of the two": "{0} 파일이 이미 있습니다. 둘 중 하나의 이름을 바꾸세요", "nothing in the trash was {0}": "휴지통에 {0}(이)가 없습니다", "{0} is there: move it first": "{0} 파일이 있습니다. 먼저 옮기세요",
  "no headline": "제목이 없습니다", "no date": "날짜가 없습니다", "nothing to do again": "다시 할 것이 없습니다", "no step {0} to take back": "되돌릴 {0}번이 없습니다", "nothing to take back": "되돌릴 것이 없습니다",
  "{0}: the text that was there before is gone": "{0}: 전에 있던 글이 없어졌습니다", "{0} has been edited since: do it again by hand": "그 뒤 {0} 파일이 고쳐졌습니다. 손으로 다시 하세요", "{0} has been edited since step {1}: take it back by hand": "{1}번 뒤에 {0} 파일이 고쳐졌습니다. 손으로 되돌리세요",
  "{0} has been edited since step {1}: {2}": "{1}번 뒤에 {0} 파일이 고쳐졌습니다: {2}", "was edited after an interrupted edit of several files": "여러 파일을 고치다 끊긴 뒤에 고쳐졌습니다", "finish it by hand, then delete {0}": "손으로 마치고 {0} 파일을 지우세요",
  "changed while the plan was made": "그사이 바뀌었습니다", "try again": "다시 해 보세요", "an edit of several files was interrupted, and its notes cannot be read": "여러 파일을 고치다 끊겼고 그 기록을 읽을 수 없습니다", "cannot be read: {0}": "읽을 수 없습니다: {0}", "see that it can be read: half of an edit may stand in it": "읽을 수 있게 하세요. 고치던 것의 절반이 들어 있을 수 있습니다", "look at the files that changed last, then delete it": "마지막에 바뀐 파일을 살피고 나서 지우세요",
  "{0}: cannot be written: {1}": "{0}: 쓸 수 없습니다: {1}", "was saved by another program meanwhile": "그사이 다른 프로그램이 저장했습니다", "leads out of the project": "프로젝트 밖으로 이어집니다", "copy the file here": "파일을 여기로 복사하세요",
  "a control character": "제어 문자가 있습니다", "delete it": "지우세요", "the indent does not fit": "들여쓰기가 맞지 않습니다", "is not UTF-8": "UTF-8이 아닙니다", "save it as UTF-8": "UTF-8로 저장하세요", '"{0}" is the name of {1} people': '"{0}"(이)라는 사람이 {1}명입니다', "there is no {0}": "{0} 파일이 없습니다", "say who it is": "누구인지 정하세요",
  'did you mean "{0}"?': '"{0}"입니까?', "write {0}: …": "{0}: 뒤에 쓰세요", "write - {0}: …": "- {0}: 뒤에 쓰세요", 'keep "{0}"': '"{0}"만 두세요', "write {0}: YYYY-MM-DD": "{0}: YYYY-MM-DD로 쓰세요", "write YYYY-MM-DD or YYYY-MM-DD HH:MM": "YYYY-MM-DD 또는 YYYY-MM-DD HH:MM으로 쓰세요",
  "expires before its publish_at: it is never on the site": "게시 예정 시각보다 먼저 만료되어 사이트에 나타나지 않습니다", "mend one of the two": "둘 중 하나를 고치세요",
  "write it, or take the line out": "내용을 쓰거나 줄을 빼세요", "write one line of text": "한 줄로 쓰세요", "write its fields on indented lines": "하위 항목을 들여 써서 적으세요", 'quote it: "{0}"': '따옴표로 싸세요: "{0}"', 'write {0}: "{1}", or put the comment on a line of its own': '{0}: "{1}"(으)로 쓰거나 주석을 다른 줄에 쓰세요',
  "write one such as en or pt-BR": "en이나 pt-BR처럼 쓰세요", "write {0}: [{1}], or quote it if the {2} belongs to one name": "{0}: [{1}](으)로 쓰세요. 한 이름이면 따옴표로 싸세요", "give each a line of its own, or quote it if it is one name": "한 줄에 하나씩 쓰거나, 한 이름이면 따옴표로 싸세요",
  "keep what was there: feeds depend on it": "있던 것을 두세요. 피드가 씁니다", "start it with one slash": "빗금 하나로 시작하세요", 'write them as text: "NO"': '글로 쓰세요: "NO"', "name the file after the article's address, such as content/articles/2020/2020-07-02-summit.md": "파일 이름을 기사 주소처럼 지으세요: content/articles/2020/2020-07-02-summit.md",
  "write summary: …, or policy: full": "summary:를 쓰거나 policy: full로 하세요", 'give one in letters or digits: slug: "…"': 'slug: "…"에 글자나 숫자로 쓰세요', "is it a slip of the hand?": "잘못 친 것입니까?", "take it out": "빼세요", "keep person: it says which of two of one name is meant": "person을 두세요. 같은 이름의 누구인지 말해 줍니다",
  "write the text, or summary: …": "본문이나 summary:를 쓰세요", "copy it to content/images, or set remote_images: true": "content/images로 복사하거나 remote_images: true로 하세요", "write {0}": "{0}(으)로 쓰세요", "The desk starts its own process again: {0}.": "편집대가 스스로 다시 시작합니다.",
};

// The rules of the cleaner and of the tagger, as the editor reads them: English where the rule's own name is no word
// for a reader ("" where it is), then Korean. What stands for {0} is put into words itself where it is a rule.
const rules = {
  "author's biography": ["", "기자 소개"], "author's biography and what follows it": ["", "기자 소개와 그 뒤"], "caption: a credit": ["", "사진 설명: 출처 표시"], "advert: below its mark": ["advert, below the word for it", "광고: 광고 표시 아래"], subtitle: ["", "부제"], title: ["", "제목"], byline: ["", "기자 이름 줄"], date: ["", "날짜 줄"], caption: ["", "사진 설명"],
  "above the headline": ["", "제목 위"], "said before": ["", "앞에서 한 말"], office: ["an office beside the name", "곁의 직함"], "named again": ["", "다시 나온 이름"], "listed name": ["", "흔한 이름이나 성"], "name and office": ["", "이름과 직함"], "family name and office": ["", "성과 직함"], "short name and office": ["", "짧은 이름과 직함"], "country, name and office": ["", "나라, 이름과 직함"],
  "foreign name and office": ["", "외국 이름과 직함"], "office and foreign name": ["", "직함과 외국 이름"], "foreign name and age": ["", "외국 이름과 나이"], listed: ["a common family name", "흔한 성"], local: ["an office with its town", "지명이 붙은 직함"], read: ["reading after the name", "이름 뒤의 읽는 법"], "said twice": ["", "두 번 나옴"], "--keep": ["decided", "정해 둠"], "--drop": ["decided", "정해 둠"], "the outlet's profile": ["", "매체 규칙"],
  "a line drawn under a heading": ["", "제목 아래에 그은 줄"], "plea: asks its reader for something, again and again": ["", "부탁: 독자에게 거듭 청함"], "plea: its link asks for something": ["", "부탁: 링크가 무엇을 청함"], "plea: speaks to its reader": ["", "부탁: 매체가 독자에게 하는 말"], "section: a box with a label of its own": ["", "구역: 따로 제목이 붙은 상자"], "plea: a sign-up box": ["", "부탁: 가입 상자"], "address of the page": ["", "쪽의 주소"], kicker: ["a kicker above the headline", "제목 위의 짧은 말"], "plea: the heading of a sign-up": ["", "부탁: 가입 상자의 제목"], "gallery: pictures of other stories": ["", "사진 모음: 다른 기사의 사진"],
  "contents: its link says what a heading below says": ["", "차례: 아래 소제목과 같은 링크"], "section: readers' comments": ["", "구역: 독자 댓글"], "section: table of cookies": ["", "구역: 쿠키 표"], "section: notice about cookies": ["", "구역: 쿠키 안내"], "section: beyond a menu": ["", "구역: 메뉴 너머"], "section: a letter's footer": ["", "구역: 편지의 바닥글"], "label: said again and again to screen readers": ["", "표지: 화면 낭독기에만 거듭 들려주는 말"], "label: the same link again and again": ["", "표지: 거듭 나오는 같은 링크"], "heading: what stands under it is none of the text": ["", "소제목: 아래에 오는 것이 본문이 아님"], "picture: its mark in a terminal browser's copy": ["", "사진: 터미널 브라우저가 남긴 표시"], "section: teasers": ["", "구역: 다른 기사 소개"],
  "pull quote: a paragraph says it, too": ["", "발췌 문구: 본문의 문단에도 있는 말"], "pull quote: said again where the text ends": ["", "발췌 문구: 글 끝에서 다시 하는 말"],
  "forward: points to another story": ["", "안내: 다른 기사로 이끎"], "section: above the dateline": ["", "구역: 발신지 위"], "menu: far from any longer block": ["", "메뉴: 긴 문단에서 멂"], "menu: far from any longer line": ["", "메뉴: 긴 줄에서 멂"], "menu: nothing but links": ["", "메뉴: 링크뿐"],
  "page: its number and running line": ["", "쪽: 쪽 번호와 면마다 되풀이되는 줄"], "mail: written around the text that was sent on": ["", "편지: 전달한 글 둘레의 말"], "links: the list that a terminal browser prints below a page": ["", "링크: 터미널 브라우저가 쪽 아래에 적는 목록"],
  "struck out: the page takes these words back": ["", "지움: 쪽이 거두어들인 말"], "hidden: the page does not show it": ["", "숨김: 쪽이 보이지 않음"], "frame: another page, a film or a sound stands here": ["", "틀: 다른 쪽이나 영상, 소리가 있는 자리"],
  "drawing: words inside a picture": ["", "그림: 그림 속의 말"], "reading: how the word before it is said": ["", "읽기: 앞 낱말을 읽는 법"],
  "most of its words are links": ["", "낱말이 거의 다 링크"], "stands above the beginning of the article": ["", "기사 첫머리보다 위에 있음"], "stands below the end of the article": ["", "기사 끝보다 아래에 있음"],
  "a few words that are no sentence": ["", "문장이 아닌 몇 낱말"], "a list that does not go on from the text around it": ["", "둘레의 글과 이어지지 않는 목록"], "nothing else in its part of the page is the article's": ["", "쪽의 그 부분에 기사의 글이 없음"], "reads unlike the text around it": ["", "둘레의 글과 다름"],
  "chrome: {0}": ["{0}", "기사 둘레의 말: {0}"],
  menu: ["", "메뉴"], "footer about": ["", "발행인 안내"], copyright: ["", "저작권"], credit: ["", "출처 표시"], newsletter: ["", "뉴스레터"], letter: ["", "편지 둘레의 말"], legal: ["", "법적 고지"], paywall: ["", "유료 안내"], network: ["", "계열사"], related: ["", "관련 기사"], service: ["", "서비스"],
  newsroom: ["", "편집국 안내"], account: ["", "계정"], control: ["", "조작 단추"], alttext: ["picture's description", "그림 설명"], advert: ["", "광고"], follow: ["", "구독·팔로우"], player: ["", "재생기"], consent: ["", "동의 창"], tags: ["", "태그"], ranking: ["", "순위"],
  share: ["", "공유"], app: ["", "앱"], ticker: ["", "속보 띠"], authorbox: ["about the author", "기자 소개"], skip: ["", "건너뛰기"], search: ["", "검색"], comments: ["", "댓글"], "comment section": ["", "댓글 칸"], "comment form": ["", "댓글 양식"], "comment speaker": ["who comments", "댓글 쓴 이"],
  edition: ["", "판"], form: ["", "양식"], licence: ["", "이용 허락"], tools: ["", "도구"], poll: ["", "설문"], listen: ["", "듣기"], readingtime: ["reading time", "읽는 시간"], donate: ["", "후원"], alerts: ["", "알림"], browser: ["", "브라우저 안내"],
  stamp: ["time stamp", "시각 표시"], settings: ["", "설정"], counter: ["", "조회 수"], bio: ["about the author", "약력"], embed: ["", "끼워 넣은 글"], contents: ["", "차례"], affiliate: ["", "제휴"], breadcrumb: ["path of the page", "쪽의 경로"], "network ads": ["", "계열 광고"],
  reporting: ["who else reported", "취재 도움"], correction: ["", "정정"],
  capitals: ["", "대문자"],
  mentioned: ["merely named", "이름만 나옴"], "named once": ["", "한 번 나옴"], "named {0} times": ["", "{0}번 나옴"], registry: ["a file of this digest", "다이제스트의 인물 파일"], finder: ["the finder that was added", "더한 인식기"], "no name": ["", "이름 아님"], "family name first": ["", "성이 앞"], "given name of two parts": ["", "두 부분 이름"], "also in lower case": ["", "소문자로도 나옴"], particle: ["particle in the name", "이름 속 조사"],
  place: ["", "곳"], "a country's name": ["", "나라 이름"], initials: ["", "머리글자"], "acronym or brand": ["", "약어나 상표"], initial: ["", "머리글자"], "middle name": ["", "가운데 이름"], word: ["a plain word", "보통 낱말"], "unknown word": ["", "모르는 낱말"], "given name": ["", "이름"], surname: ["", "성"], "surname's ending": ["", "성의 끝"],
  "title ({0})": ["", "직함({0})"], "role ({0})": ["", "역할({0})"], "whose a name is": ["", "누구의 이름"], "named after somebody": ["", "남의 이름을 딴 것"], "named to an office": ["", "자리에 임명됨"], "a rank after the name": ["", "이름 뒤의 순위"], "of the": ["“of the” after it", "뒤에 “of the”"], "{0} after the name": ["", "이름 뒤의 {0}"],
  bracket: ["bracket after the name", "이름 뒤 괄호"], apposition: ["explained beside the name", "이름 곁의 설명"], age: ["age beside the name", "이름 곁의 나이"], "{0} before the name": ["", "이름 앞의 {0}"], "who works there before the name": ["", "이름 앞의 직원"], "apposition to a role": ["a role before the comma", "쉼표 앞의 역할"],
  "a trade after a verb of saying": ["", "말했다 뒤의 직업"], "a country's or party's": ["", "나라나 당의"], "a body's": ["", "기관의"], "nickname in quotes": ["", "따옴표 속 별명"], "stated alias": ["", "적어 둔 다른 이름"], "one name, with title or verb": ["", "직함이나 동사와 함께 나온 한 이름"], "a ruler's number": ["", "군주의 대수"],
  "the name of {0} people": ["", "{0}명의 이름"], "where they are from": ["", "출신"], "seat of an organisation": ["", "기구의 소재지"], currency: ["", "통화"], "a university or institute, and another country is named": ["", "대학이나 연구소, 다른 나라도 나옴"], "an institution that other countries have too": ["", "다른 나라에도 있는 기관"],
  dateline: ["", "발신지"], "part of a compound": ["", "합친 말의 부분"], "in a firm's name": ["", "회사 이름 속"], "in an institution's name": ["", "기관 이름 속"], "an event named after the place": ["", "곳의 이름을 딴 일"], "{0} in the headline": ["", "제목에 있음: {0}"], "{0} in the lead": ["", "첫머리에 있음: {0}"],
  name: ["", "이름"], adjective: ["", "형용사"], capital: ["", "수도"], city: ["", "도시"], region: ["", "지방"], metonym: ["a word that stands for it", "대신하는 말"], historic: ["former name", "옛 이름"], mask: ["another meaning", "다른 뜻"],
  titled: ["title beside the name", "이름 곁의 직함"], before: ["title before the name", "이름 앞의 직함"], far: ["named with a title elsewhere", "다른 곳에 직함과 함께 나옴"], spelled: ["letters beside the name", "이름 곁의 원어 표기"], kana: ["reading beside the name", "이름 곁의 읽기"], dotted: ["dot between the names", "이름 사이의 점"], family: ["", "성"], appointed: ["", "임명됨"],
};

let sayings = null;
/** A rule's name in words, in the desk's language. */
export function ruleWords(rule) {
  const at = language() === "ko" ? 1 : 0;
  if (Object.hasOwn(rules, rule)) return rules[rule][at] || rule;
  sayings ??= Object.keys(rules).filter((key) => key.includes("{0}")).map((key) => [patternOf(key), key]);
  for (const [pattern, key] of sayings) {
    const found = pattern.exec(rule);
    if (found) return (rules[key][at] || key).replace(/\{(\d)\}/g, (whole, n) => ruleWords(found[Number(n) + 1]));
  }
  return rule;
}

/** A sentence with {0} and the like as a pattern. */
const patternOf = (said) => new RegExp(`^${said.replace(/[.*+?^$()|[\]\\/]/g, "\\$&").replace(/\{\d\}/g, "([^]*?)")}$`);

let patterns = null;
/** What the server says, in the desk's language; a sentence that is not in the table stays as it is. */
export function told(words) {
  if (!words || language() !== "ko") return words || "";
  patterns ??= Object.entries(toldInKorean).map(([said, meant]) => [patternOf(said), meant]);
  for (const [pattern, meant] of patterns) {
    const found = pattern.exec(words);
    if (found) return meant.replace(/\{(\d)\}/g, (whole, n) => found[Number(n) + 1]);
  }
  return words;
}

const TABLES = { en, ko };
const STORED = "copydesk-language";

export const languages = { en: "English", ko: "한국어" };
export const language = () => {
  const chosen = storage.get(STORED);
  return TABLES[chosen] ? chosen : navigator.language.startsWith("ko") ? "ko" : "en";
};
export const setLanguage = (name) => storage.set(STORED, name);

/** A value whose letters run from right to left, kept apart, or the marks around it would stand on the wrong side. */
const isolated = (text) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text) ? `\u2068${text}\u2069` : text);

/** The words for a key, filled in; of two forms the one for the number `n`. */
export function t(key, values = {}) {
  const text = TABLES[language()][key] ?? en[key] ?? key;
  const forms = text.split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : isolated(String(values[name]))));
}

export const has = (key) => key in en;
