import { type Kysely, sql } from 'kysely';

export const name = '0004-catalogue';

type Row = readonly [itemId: string, titleEn: string, titleZh: string, descriptionEn: string, descriptionZh: string];

const CATALOGUE: readonly Row[] = [
  ['walnut-desk-lamp', 'Walnut desk lamp', '胡桃木台灯', 'Warm light on a turned walnut stem, dimmed by a touch.', '车制胡桃木灯柱，暖光，轻触调光。'],
  ['linen-notebook', 'Linen notebook', '亚麻布面笔记本', '160 dotted pages that lie flat from the first to the last.', '160 页点阵内页，从头到尾都能平摊。'],
  ['pour-over-kettle', 'Pour-over kettle', '手冲壶', 'A slow, steady stream from a narrow neck; holds 0.9 litres.', '细颈出水，缓而稳；容量 0.9 升。'],
  ['ceramic-tea-cup', 'Ceramic tea cup', '陶瓷茶杯', 'Thrown by hand, glazed sea green, comfortable in one palm.', '手工拉坯，海绿色釉，一掌正好握住。'],
  ['wool-travel-blanket', 'Wool travel blanket', '羊毛旅行毯', 'Folds into its own pocket; warm enough for a night train.', '可收进自带口袋，夜行火车上也够暖。'],
  ['folding-umbrella', 'Folding umbrella', '折叠伞', 'Ten ribs and a vented canopy for streets with wind.', '十骨、透风伞面，街上起风也不怕。'],
  ['canvas-day-pack', 'Canvas day pack', '帆布日用背包', 'Waxed canvas, 18 litres, and a pocket your hand can find.', '打蜡帆布，18 升，手一伸就找到的口袋。'],
  ['brass-pencil-sharpener', 'Brass pencil sharpener', '黄铜卷笔刀', 'A weight in the hand and a long, even point.', '沉手，削出又长又匀的笔尖。'],
  ['beeswax-candle', 'Beeswax candle', '蜂蜡蜡烛', 'Burns for forty hours and smells faintly of honey.', '可燃四十小时，有淡淡蜂蜜香。'],
  ['cast-iron-pan', 'Cast-iron pan', '铸铁煎锅', 'Seasoned three times, ready for the first egg.', '已开锅三次，第一枚蛋就不粘。'],
  ['cotton-apron', 'Cotton apron', '棉布围裙', 'Crossed straps that rest on the shoulders, not the neck.', '交叉肩带，不勒脖子。'],
  ['herb-scissors', 'Herb scissors', '香草剪', 'Five pairs of blades: chives in three snips.', '五层刀片，三下剪好一把细葱。'],
  ['bamboo-steamer', 'Bamboo steamer', '竹蒸笼', 'Two tiers and a woven lid for a table of four.', '两层带编织盖，够四个人吃。'],
  ['reading-stand', 'Reading stand', '阅读架', 'Holds a cookbook or a tablet at the angle you like.', '菜谱或平板，角度随你。'],
  ['paper-star-map', 'Paper star map', '纸质星图', 'Turn it to tonight and find your way around the sky.', '转到今晚，抬头就能认路。'],
  ['pocket-binoculars', 'Pocket binoculars', '口袋望远镜', 'Eight times closer, lighter than an apple and a half.', '放大八倍，比一个半苹果还轻。'],
  ['enamel-camp-mug', 'Enamel camp mug', '搪瓷露营杯', 'Goes from the shelf to the fire and back for decades.', '从架上到火上，来回几十年。'],
  ['merino-socks', 'Merino socks', '美利奴羊毛袜', 'Warm when it is cold, dry when it is not.', '冷天保暖，热天干爽。'],
  ['cork-yoga-block', 'Cork yoga block', '软木瑜伽砖', 'Rounded edges and a grip that sweat improves.', '圆角，越出汗越防滑。'],
  ['wooden-puzzle', 'Wooden puzzle', '木质拼图', '240 pieces of an old harbour; no two are alike.', '240 片旧港风光，片片不同。'],
  ['fountain-pen', 'Fountain pen', '钢笔', 'A fine steel nib and a window to see the ink.', '细钢尖，带墨窗。'],
  ['indoor-fern', 'Indoor fern', '室内蕨', 'Asks for little light and a drink on Sundays.', '少许光，周日浇一次水。'],
  ['mechanical-timer', 'Mechanical timer', '机械计时器', 'Sixty minutes, one spring, no battery and no app.', '六十分钟，一根发条，不用电池也没有应用。'],
  ['postcard-set', 'Postcard set', '明信片套装', 'Twelve drawings of small shops, blank on the back.', '十二张小店手绘，背面留白。'],
];

export async function up(db: Kysely<object>): Promise<void> {
  for (const [index, [itemId, titleEn, titleZh, descriptionEn, descriptionZh]] of CATALOGUE.entries()) {
    await sql`
      insert into item (item_id, position, title_en, title_zh, description_en, description_zh)
      values (${itemId}, ${index + 1}, ${titleEn}, ${titleZh}, ${descriptionEn}, ${descriptionZh})
    `.execute(db);
  }
}
