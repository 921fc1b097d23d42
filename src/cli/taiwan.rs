//! The help texts in Traditional Chinese, by the names of commands and the ids
//! of arguments. A test holds that none is missing and none is left over.

/// What each command does.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    ("go2doctor", "檢查 Unitree Go2 機器人 WebRTC 連線的診斷工具"),
    ("check", "逐一檢查所有階段，指出連線在哪一階段中斷"),
    ("env", "檢視這台電腦與其上的驅動程式專案；不送出任何封包"),
    ("compare", "指出兩份日誌或報告最先不同的階段，以及可能的原因"),
    ("discover", "以多播在這台電腦的各個網路上搜尋機器人"),
    ("explain", "以代碼、階段或字詞說明診斷結果；都不給則列出全部"),
    ("logs", "讀取驅動程式的日誌，指出它在哪一階段中斷"),
    ("ping", "主機在線上嗎？用 ICMP echo；不允許 ICMP 時改用 TCP"),
    ("probe-http", "檢查信令連接埠與 con_notify，不佔用機器人的連線名額"),
    ("sdp", "階段 1：以加密的 HTTP 交換 offer 與 answer"),
    ("ice", "階段 2：找出可通訊的 UDP 路徑"),
    ("dtls", "階段 3：DTLS 握手與機器人的憑證"),
    ("sctp", "階段 4：SCTP association 與資料通道"),
    ("validate", "回答機器人的驗證挑戰"),
    ("flow", "資料是否送達、請求是否有回應、連線是否維持"),
    ("simulate", "在這台電腦上模擬機器人，可正常或帶有指定的故障"),
];

/// What each argument is for; `COMMAND ID` where an id means something else in one
/// command. Defaults, choices and variables are taken from the definition, but for
/// those that it states in words: these are here, in square brackets as well.
pub(super) const ARGUMENTS: &[(&str, &str)] = &[
    ("quiet", "不在 stderr 顯示進度與通知"),
    (
        "verbose",
        "報告顯示更多細節，每個階段附上手動指令；重複一次則另在 stderr 輸出日誌 \
         [環境變數: GO2DOCTOR_LOG，tracing 篩選條件]",
    ),
    ("color", "何時使用色彩：auto、always 或 never"),
    ("lang", "顯示的語言：en 或 zh-TW"),
    ("help", "顯示說明（-h 為摘要，--help 為完整說明）"),
    ("version", "顯示版本"),
    ("host", "機器人，與 --robot 相同"),
    ("robot", "機器人的名稱、IPv4 或 IPv6 位址，或序號；sim 或 sim:FAULT[+FAULT] 為模擬機器人"),
    ("signal_port", "信令服務的連接埠"),
    ("legacy_port", "舊版韌體信令服務的連接埠"),
    ("aes_key", "機器人自己的 AES 金鑰，32 個十六進位字元；部分韌體需要"),
    ("offer", "使用哪一種 offer"),
    (
        "client",
        "由哪一個 WebRTC 實作連線：go2doctor 自己的，或 stock：一般的 peer connection，\
         自行產生 offer 並等待 ACK，和一般應用程式相同",
    ),
    ("wait", "沒有任何回應時，在這段時間內反覆詢問：機器人可能仍在啟動"),
    ("wait_slot", "機器人忙碌時，每 2 s 再試一次，直到名額釋出，最長 50 s"),
    (
        "retry_busy",
        "機器人忙碌時，在 5、10、20、48 s 後再次提出 offer：仍在的用戶端會保住名額，\
         不告而別的會失去名額",
    ),
    ("prove", "所有階段通過後，再以這台電腦上驅動程式的 offer 連線一次，並將兩者並列比較"),
    (
        "driver",
        "所有階段檢查完後執行這個驅動程式，把它的輸出轉到 stderr，當作日誌讀取，並對兩者做出一個結論",
    ),
    ("interface", "只使用這台電腦的這個介面，或擁有這個位址的介面 [預設: 依路由]"),
    ("timeout", "命令所指階段的期限；用於 check 時是 http 到 flow 各階段的期限"),
    ("window", "flow 至少監看這麼久 [預設: 足以算出頻率為止]"),
    ("format", "stdout 報告的格式"),
    ("export", "另外把報告寫入檔案；可重複使用"),
    ("guide", "依序核對除錯指南的檢查清單，逐項附上量測結果"),
    ("no_history", "不保留這次的結果，也不與上次比較"),
    ("strict", "有警告時結束狀態也是 1"),
    ("listen", "con_notify 監聽的位址；連接埠 0 由系統選擇"),
    ("legacy_listen", "舊版韌體的信令監聽的位址"),
    ("data2", "金鑰資料的加密方式：1 未加密，2 固定金鑰，3 裝置金鑰"),
    ("device_key", "--data2 3 的裝置金鑰，32 個十六進位字元"),
    (
        "fault",
        "故障的種類；可重複使用，如同 --robot sim:A+B。SECS 是緩慢故障的延遲（預設：超過該階段\
         的期限）、會結束的故障在啟動後持續的時間（預設：永遠），連線故障則是驗證後經過的時間\
         （預設：0）",
    ),
    ("discoverable", "和 Go2 一樣回覆多播搜尋，序號是虛構的"),
    ("loss", "在機器人這一側遺失的 UDP 封包比例，來回各自計算，單位為百分比"),
    ("delay", "每個封包單向所需的時間，單位為毫秒"),
    ("jitter", "最多再多花的時間，單位為毫秒；封包不會互相超前"),
    ("seed", "封包遺失、時序與識別碼的亂數種子"),
    ("time_scale", "機器人本身的停頓與保留時間的倍數：0.1 為十分之一"),
    ("once", "第一個用戶端離開後就結束"),
    ("list_faults", "列出所有故障與各自歸屬的階段，然後結束"),
    (
        "asked",
        "代碼（G2-SCTP-NOINITACK、sctp-noinitack）、階段、診斷結果中的字詞，或驅動程式日誌的一行",
    ),
    (
        "files",
        "驅動程式的日誌檔，最好為 DEBUG 等級；- 為標準輸入。日誌與輪替出的舊檔（x.log、x.log.1、\
         x.log.2.gz）一起給予時視為同一份；gzip、zstd 與 UTF-16 由檔案開頭辨識",
    ),
    (
        "follow",
        "日誌增長時持續讀取，檔案輪替、清空或尚未出現皆可：各階段通過或中斷時即輸出到 stderr；\
         輸入結束或按 Ctrl-C 時輸出報告",
    ),
    ("signatures", "除內建外另加自己的 signature，TOML 檔（docs/logs.md）；可重複使用"),
    (
        "a",
        "驅動程式的日誌（logs 能讀取的任何形式），或 go2doctor 的報告（json 或 jsonl）；- 為標準輸入",
    ),
    ("b", "另一份；兩者各是什麼，由檔案開頭辨識"),
    ("rotated", "日誌經過輪替時：其餘的檔案，順序不拘"),
    (
        "discover interface",
        "只由這台電腦的這個介面，或擁有這個位址的介面送出詢問 [預設: 每個可能通往機器人的介面]",
    ),
    ("serial", "也以序號詢問這台機器人：較新的韌體只回覆這種詢問"),
    ("show_serials", "顯示序號；預設會遮蔽"),
    ("scan", "也逐一詢問這個網段的每個位址是否開著信令連接埠；最多 /24，且這台電腦須在該網段內"),
    ("discover timeout", "等待回覆的時間"),
    ("simulate format", "清單的格式"),
];

/// The headings of groups of options.
pub(super) const HEADINGS: &[(&str, &str)] = &[
    ("Robot", "機器人"),
    ("Search", "搜尋"),
    ("Report", "報告"),
    ("Simulated robot", "模擬機器人"),
];

/// The heading of options that have none of their own.
pub(super) const OPTIONS: &str = "共通選項";
