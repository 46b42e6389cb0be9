/**
 * A morning at the association: who writes, by which channel, at which minute, and what. The people are made
 * up. Their numbers are in 052, which is given to nobody in Saudi Arabia, and their mail addresses in domains
 * that are kept for examples, so that nothing can ever reach a stranger.
 *
 * `channel: 'sms' | 'email' | 'website'`; a person keeps to one. `charset` and `file` are for e-mail.
 */
export const PEOPLE = {
  umAbdullah: { channel: 'sms' },
  abuSaad: { channel: 'sms' },
  fatima: { channel: 'sms' },
  widow: { channel: 'sms' },
  student: { channel: 'sms' },
  driver: { channel: 'sms' },
  grandmother: { channel: 'sms' },
  worker: { channel: 'sms' },
  newborn: { channel: 'sms' },
  thankful: { channel: 'sms' },
  optsOut: { channel: 'sms' },
  noura: { channel: 'email', name: 'نورة الحربي', address: 'noura.h@example.com' },
  khalid: { channel: 'email', name: 'خالد المطيري', address: 'khalid@example.org' },
  company: { channel: 'email', name: 'شركة سواحل للتجارة', address: 'csr@sawahel.example' },
  school: { channel: 'email', name: 'مدرسة الفاروق الابتدائية', address: 'office@alfarouq.example' },
  james: { channel: 'email', name: 'James Otieno', address: 'j.otieno@example.net' },
  away: { channel: 'email', name: 'سامي الجهني', address: 'sami@example.com' },
  visitorRent: { channel: 'website', language: 'ar', page: '/services/housing' },
  visitorVolunteer: {
    channel: 'website',
    language: 'ar',
    page: '/volunteer',
    contact: { name: 'ريم العتيبي', email: 'reem@example.com' },
  },
  visitorDonor: {
    channel: 'website',
    language: 'en',
    page: '/en/donate',
    contact: { name: 'Sarah Malik', email: 'sarah.malik@example.com' },
  },
  visitorAsks: { channel: 'website', language: 'ar', page: '/contact' },
};

export const MORNING = [
  {
    at: 2,
    who: 'umAbdullah',
    text: 'السلام عليكم ورحمة الله، أنا أرملة وعندي خمسة أطفال، وصاحب البيت يطالبني بإيجار ثلاثة أشهر. هل تقدرون تساعدوني؟',
  },
  { at: 5, who: 'abuSaad', text: 'صباح الخير، متى موعد لجنة البحث؟ قدمت الأوراق من أسبوع' },
  {
    at: 7,
    who: 'noura',
    subject: 'طلب مساعدة في فاتورة الكهرباء',
    charset: 'windows-1256',
    text: 'السلام عليكم ورحمة الله وبركاته\n\nأرجو مساعدتي في سداد فاتورة الكهرباء، فقد بلغت ١٢٤٠ ريالاً وعليها إشعار فصل يوم الخميس.\nأنا موظفة سابقة وليس لي دخل ثابت منذ ستة أشهر، وأعول والدتي.\n\nنورة الحربي\nينبع، حي السميري',
  },
  {
    at: 9,
    who: 'fatima',
    text: 'أمي مريضة سكر وتحتاج انسولين والصيدلية ما تصرفه إلا بالفلوس. وش المطلوب مني؟',
  },
  {
    at: 12,
    who: 'visitorRent',
    text: 'السلام عليكم، هل تساعدون في إيجار السكن؟ وما هي الأوراق المطلوبة؟',
  },
  { at: 14, who: 'umAbdullah', text: 'العقد باسمي وعندي صورة منه، والمبلغ ٤٥٠٠ ريال' },
  {
    at: 17,
    who: 'james',
    subject: 'Help with school uniforms for two children',
    text: 'Good morning,\n\nMy two daughters start grade 1 and grade 3 at the community school and we cannot pay for their uniforms and books this term. A neighbour told me the association may help residents too.\n\nWhich papers should I bring, and can I send them by e-mail?\n\nThank you,\nJames Otieno',
  },
  {
    at: 19,
    who: 'student',
    text: 'احتاج حقيبة مدرسية ودفاتر لاخواني الثلاثة قبل بداية الدراسة جزاكم الله خير',
  },
  {
    at: 22,
    who: 'company',
    subject: 'رغبة في التبرع بمئتي سلة غذائية',
    text: 'السادة جمعية البر بينبع، حفظهم الله\n\nيسرنا في شركة سواحل للتجارة التبرع بمئتي سلة غذائية، ونأمل إفادتنا بموعد التسليم ومكانه والشخص المسؤول.\n\nمع التحية،\nقسم المسؤولية المجتمعية',
    file: 'basket',
  },
  { at: 24, who: 'driver', text: 'السيارة تعطلت وهي مصدر رزقي، هل فيه قرض حسن أو مساعدة للتصليح؟' },
  { at: 26, who: 'visitorRent', text: 'عقد الإيجار إلكتروني من منصة إيجار، يكفي؟' },
  { at: 28, who: 'thankful', text: 'الله يجزاكم خير الجزاء، وصلت المساعدة وفرجتم عنا كربة 🌹' },
  {
    at: 31,
    who: 'visitorVolunteer',
    text: 'حابة أتطوع معكم في توزيع السلال نهاية الأسبوع، أنا طالبة جامعية وعندي سيارة',
  },
  { at: 33, who: 'grandmother', text: 'يا ولدي انا كبيرة بالسن وماعرف اجي المكتب. ممكن احد يجيني البيت؟' },
  { at: 36, who: 'abuSaad', text: 'رقم الطلب عندي مكتوب في الورقة 100-0042 لو تتأكدون' },
  {
    at: 38,
    who: 'khalid',
    subject: 'استفسار عن موعد لجنة البحث',
    text: 'السلام عليكم\nقدمت طلب دعم بتاريخ ٢/٥ وقيل لي إن اللجنة ترد خلال أسبوعين. مضت ثلاثة أسابيع ولم يصلني شيء.\nأرجو الإفادة، وشكراً لجهودكم.\nخالد',
  },
  {
    at: 41,
    who: 'worker',
    text: 'Salam, I work in Yanbu industrial city. My salary is late 3 months. Can you help with food?',
  },
  {
    at: 43,
    who: 'visitorDonor',
    text: 'Hello! Can I pay zakat through the website, and do you send a receipt?',
  },
  { at: 45, who: 'newborn', text: 'رزقنا بتوأم الحمدلله ونحتاج حليب وحفائض، الراتب ما يكفي' },
  {
    at: 48,
    who: 'school',
    subject: 'حالة طالب يحتاج نظارة طبية',
    charset: 'windows-1256',
    text: 'إلى جمعية البر المحترمين\n\nلدينا طالب في الصف الرابع يحتاج نظارة طبية، وظروف أسرته لا تسمح. نرفق تقرير الفحص، ونأمل دراسة حالته.\n\nإدارة مدرسة الفاروق الابتدائية',
    file: 'report',
  },
  { at: 50, who: 'fatima', text: 'عندي التقرير الطبي والوصفة، ارسلها وين؟' },
  { at: 52, who: 'widow', text: 'هل يحق لي التقديم على كفالة الأيتام؟ زوجي متوفي من شهرين' },
  { at: 54, who: 'visitorAsks', text: 'كم أوقات الدوام عندكم؟ وهل تستقبلون يوم الخميس؟' },
  { at: 57, who: 'student', text: 'الاول في صف ثاني والثاني رابع والثالث سادس' },
  { at: 59, who: 'visitorVolunteer', text: 'أي مكان التجمع؟ وهل أحتاج شهادة تطوع من المنصة؟' },
  { at: 61, who: 'optsOut', text: 'إيقاف' },
  {
    at: 63,
    who: 'away',
    subject: 'رد تلقائي: خارج المكتب',
    automatic: true,
    text: 'أنا في إجازة حتى يوم الأحد، وسأرد على رسالتكم عند عودتي.',
  },
  { at: 65, who: 'grandmother', text: 'البيت في حي البحر ورا المسجد الكبير' },
  { at: 68, who: 'driver', text: 'تكلفة التصليح ٢٣٠٠ ريال وعندي عرض سعر من الورشة' },
  { at: 70, who: 'visitorDonor', text: 'Also, is there a family I could support every month?' },
  { at: 73, who: 'worker', text: 'We are 6 people in the same room, all the same company' },
  { at: 75, who: 'umAbdullah', text: 'الله يوفقكم لا تنسوني' },
  { at: 78, who: 'widow', text: 'وش الأوراق اللي أجيبها معي للموعد؟' },
  { at: 80, who: 'abuSaad', text: 'ممكن تغيرون موعدي من الثلاثاء إلى الأربعاء؟ عندي مراجعة في المستشفى' },
  {
    at: 83,
    who: 'khalid',
    subject: 'ملحق: صورة التعريف بالراتب',
    text: 'مرفق تعريف الراتب الذي طُلب مني في المرة الماضية.\nخالد المطيري',
    file: 'salary',
  },
  { at: 85, who: 'newborn', text: 'شكرا لكم على سرعة الرد' },
  { at: 88, who: 'visitorAsks', text: 'شكراً، سأمر عليكم الأحد إن شاء الله' },
];

/** What comes with a mail. */
export const FILES = {
  basket: {
    fileName: 'محتويات السلة.txt',
    contentType: 'text/plain; charset=utf-8',
    text: 'أرز ١٠ كجم\nزيت ٢ لتر\nسكر ٥ كجم\nتمر ٣ كجم\nحليب مجفف\n',
  },
  report: { fileName: 'تقرير الفحص.pdf', contentType: 'application/pdf', title: 'Eye examination' },
  salary: { fileName: 'تعريف الراتب.pdf', contentType: 'application/pdf', title: 'Salary certificate' },
};
